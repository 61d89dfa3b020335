import { incidentsApi, type IncidentDetail } from '#incidents/contract';
import { updatesApi } from '#updates/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { now as clockNow } from '../ui/clock.ts';
import { clock } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

/** Minutes between updates of a severity, 30 when none are promised. */
export function useRhythm(severity: IncidentDetail['severity']): number {
  const levels = useRead(incidentsApi.levels, {}, { topics: ['settings'] });
  return levels.data?.items.find((level) => level.severity === severity)?.everyMinutes ?? 30;
}

/** One tap that says the last update again, with the next time of the rhythm. */
export function useNoChange(incident: IncidentDetail): {
  possible: boolean;
  sending: boolean;
  send: () => void;
} {
  const zone = useZone();
  const rhythm = useRhythm(incident.severity);
  const publish = useWrite(updatesApi.publish, {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  return {
    possible: incident.updates.lastAt !== null,
    sending: publish.isPending,
    send: () => {
      const at = clockNow();
      const next = new Date(at + rhythm * 60e3).toISOString();
      publish.mutate(
        { params: { id: incident.id }, body: { noChange: true, nextUpdateAt: next } },
        {
          onSuccess: () =>
            toast({
              text: t.rich('noChange.done', {
                time: clock(at, zone, true),
                next: clock(next, zone),
              }),
            }),
        },
      );
    },
  };
}
