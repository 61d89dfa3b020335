import { Bell, CheckCheck, CircleCheckBig, Copy, Moon, Siren } from 'lucide-react';
import { useState, type ReactNode } from 'react';

import { alertsApi, type AlertBody } from '#alerts/contract';

import { words } from '../client/api.ts';
import { useCommands } from '../client/commands.ts';
import { topicChanged, write } from '../client/queries.ts';
import { useShell } from '../client/shell.ts';
import { now as clockNow } from '../ui/clock.ts';
import { clock } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { SnoozeDialog } from './SnoozeDialog.tsx';

export interface AlertActions {
  busy: string | null;
  acknowledge: () => void;
  resolve: () => void;
  escalate: () => void;
  snooze: () => void;
  toIncident: () => void;
  dialog: ReactNode;
}

type Kind = 'acknowledge' | 'resolve' | 'escalate' | 'snooze';

/** What can be done with these alerts, by button and by key; says afterwards what that means for people. */
export function useAlertActions(alerts: readonly AlertBody[], onDone: () => void): AlertActions {
  const zone = useZone();
  const shell = useShell();
  const [busy, setBusy] = useState<string | null>(null);
  const [snoozing, setSnoozing] = useState(false);
  const refs = alerts.map((alert) => alert.ref);

  const act = async (
    kind: Kind,
    run: () => Promise<number>,
    values: { for: string } = { for: '' },
  ) => {
    if (busy !== null || refs.length === 0) return;
    setBusy(kind);
    try {
      const n = await run();
      toast({
        text: t.rich(`done.${kind}`, { n, time: clock(clockNow(), zone, true), ...values }),
      });
      onDone();
    } catch (error) {
      toast({ text: words(error), state: 'sev2' });
    } finally {
      setBusy(null);
      topicChanged(['alerts', 'pages', 'now']);
    }
  };
  const each = async (run: (id: string) => Promise<unknown>) => {
    const results = await Promise.allSettled(refs.map(run));
    const failed = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason as unknown] : [],
    );
    if (failed.length === 0) return refs.length;
    throw new Error(
      t('done.some', {
        done: refs.length - failed.length,
        failed: failed.length,
        why: words(failed[0]),
      }),
    );
  };
  const [first] = refs;
  const single = refs.length === 1 && first !== undefined;
  const acknowledge = () =>
    void act('acknowledge', async () => {
      if (single) await write(alertsApi.acknowledge, { params: { id: first }, body: {} });
      else await write(alertsApi.acknowledgeMany, { body: { alerts: refs } });
      return refs.length;
    });
  const resolve = () =>
    void act('resolve', async () => {
      if (single) await write(alertsApi.resolve, { params: { id: first }, body: {} });
      else await write(alertsApi.resolveMany, { body: { alerts: refs } });
      return refs.length;
    });
  const escalate = () =>
    void act('escalate', () =>
      each((id) => write(alertsApi.escalate, { params: { id }, body: {} })),
    );
  const snooze = () => refs.length > 0 && setSnoozing(true);
  const toIncident = () => refs.length > 0 && shell.declare(prefillOf(alerts));

  useCommands([
    {
      id: 'alert-acknowledge',
      name: t('do.acknowledge'),
      icon: CheckCheck,
      keys: 'a',
      group: t('do.group'),
      run: acknowledge,
    },
    {
      id: 'alert-resolve',
      name: t('do.resolve'),
      icon: CircleCheckBig,
      keys: 'r',
      group: t('do.group'),
      run: resolve,
    },
    {
      id: 'alert-escalate',
      name: t('do.escalate'),
      icon: Bell,
      keys: 'e',
      group: t('do.group'),
      run: escalate,
    },
    {
      id: 'alert-snooze',
      name: t('do.snooze'),
      icon: Moon,
      keys: 'z',
      group: t('do.group'),
      run: snooze,
    },
    {
      id: 'alert-incident',
      name: t('do.incident'),
      icon: Siren,
      keys: 'i',
      group: t('do.group'),
      run: toIncident,
    },
    {
      id: 'alert-copy',
      name: t('do.copy'),
      icon: Copy,
      keys: 'y',
      group: t('do.group'),
      run: () => {
        void navigator.clipboard
          ?.writeText(first ? `${location.origin}/alerts/${first}` : location.href)
          .then(() => toast({ text: t('copied') }));
      },
    },
  ]);
  return {
    busy,
    acknowledge,
    resolve,
    escalate,
    snooze,
    toIncident,
    dialog: snoozing ? (
      <SnoozeDialog
        onClose={() => setSnoozing(false)}
        onPick={(duration, name) => {
          setSnoozing(false);
          void act(
            'snooze',
            () =>
              each((id) => write(alertsApi.snooze, { params: { id }, body: { for: duration } })),
            { for: name },
          );
        }}
      />
    ) : null,
  };
}

/** What an incident declared from these alerts begins with: their worst severity only proposes. */
function prefillOf(alerts: readonly AlertBody[]) {
  const scale = ['critical', 'error', 'warning', 'info'];
  const worst = Math.min(
    ...alerts.map((alert) => (alert.severity === 'unknown' ? 1 : scale.indexOf(alert.severity))),
  );
  const services = [
    ...new Set(alerts.flatMap((alert) => (alert.service === null ? [] : [alert.service]))),
  ];
  const [one] = alerts;
  return {
    ...(alerts.length === 1 &&
      one && { title: one.serviceName ? `${one.serviceName}: ${one.title}` : one.title }),
    severity: `sev${worst + 1}`,
    alerts: alerts.map((alert) => alert.ref),
    services,
  };
}
