// What the demo needs of modules that hold something in memory, with the demo's own clock and queue.
import { createDelivery } from '#delivery';
import { incidentsQueues } from '#incidents';
import { createIntake } from '#intake';
import { pagingQueues } from '#paging';
import type { Platform } from '#platform/context';
import { createEgress } from '#platform/egress';
import { createMail } from '#platform/mail';
import type { DemoWorld } from '#setup';
import { findSource } from '#sources';

import { actOnMessage } from './act-on-message.ts';

/** Intake and a sender for one filling of the demo. Nothing leaves: no channel is set up here. */
export function demoWorld(platform: Platform): DemoWorld {
  const intake = createIntake(platform, { ratePerKey: 0 });
  const delivery = createDelivery({
    platform,
    http: createEgress({ allow: [] }),
    mail: createMail(),
    settings: { email: null, sms: null, voice: null, webhook: null },
    pushSubject: platform.publicUrl,
    act: actOnMessage,
  });
  const source = findSource('alertmanager');
  if (source === null) throw new Error('There is no source alertmanager.');
  return {
    queues: [...pagingQueues(), ...delivery.queues, ...incidentsQueues],
    async send(key, body) {
      const known = await intake.receiver.open(key);
      const raw = Buffer.from(JSON.stringify(body));
      const headers = { 'content-type': 'application/json' };
      const received = await intake.receiver.receive(known, source, { raw, headers, query: {} });
      return received.verdicts.flatMap((one) => ('alertId' in one ? (one.alertId ?? []) : []));
    },
    async settle() {
      await intake.settle();
      await delivery.idle();
    },
    async stop() {
      await intake.settle();
      await delivery.stop();
    },
  };
}
