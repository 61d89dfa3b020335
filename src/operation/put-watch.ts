// Setting the heart outside and the second path. They belong to the installation: owners only.
import { requireRight, type Tx } from '#platform/context';
import { type Egress, EgressError } from '#platform/egress';
import { Problem } from '#platform/errors';

import type { WatchSettings } from './model.ts';
import { sealUrl } from './seal-watch.ts';
import { putFact, selectFact } from './store/facts.ts';

/** What is absent stays as it is. Throws `unprocessable` for an address that may not be called. */
export async function putWatch(
  tx: Tx,
  input: Partial<WatchSettings> & { egress: Pick<Egress, 'check'> },
): Promise<void> {
  requireRight(tx.ctx, 'owners:write');
  const { secrets } = tx.ctx.app;
  checkUrl(input.egress, '/heartbeatUrl', input.heartbeatUrl);
  checkUrl(input.egress, '/alarmUrl', input.alarmUrl);
  const before = await selectFact(tx.q, 'watchSettings');
  const value = {
    heartbeat:
      input.heartbeatUrl === undefined
        ? (before?.heartbeat ?? null)
        : sealUrl(secrets, 'heartbeat', input.heartbeatUrl),
    alarm:
      input.alarmUrl === undefined
        ? (before?.alarm ?? null)
        : sealUrl(secrets, 'alarm', input.alarmUrl),
    emails: [...(input.alarmEmails ?? before?.emails ?? [])],
  };
  await putFact(tx.q, { name: 'watchSettings', value, at: tx.now });
  tx.audit({
    action: 'watch.updated',
    object: { kind: 'installation', id: 'installation' },
    after: {
      heartbeat: hostOf(input.heartbeatUrl),
      alarm: hostOf(input.alarmUrl),
      emails: value.emails,
    },
  });
  tx.publish({ topic: 'settings', kind: 'watch.changed', data: { id: 'installation' } });
}

/** The host of an address; the rest of it may be a secret. */
export function hostOf(url: string | null | undefined): string | null | undefined {
  return typeof url === 'string' ? new URL(url).host : url;
}

function checkUrl(egress: Pick<Egress, 'check'>, pointer: string, url?: string | null): void {
  if (typeof url !== 'string') return;
  try {
    egress.check(url);
  } catch (error) {
    const message = error instanceof EgressError ? error.message : 'This is not a readable URL.';
    throw new Problem('unprocessable', message, { errors: [{ pointer, message }] });
  }
}
