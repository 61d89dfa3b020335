import { incidentsApi, type EntryBody } from '#incidents/contract';

import { useAddress } from '../client/address.ts';
import { useWrite } from '../client/queries.ts';
import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { t } from './messages.en.ts';
import type { Room } from './RoomPage.tsx';

import styles from './RoomLog.module.css';

/** What to do in an empty room; each line is one tap and goes when it is done. */
export function FirstFive({ room, entries }: { room: Room; entries: readonly EntryBody[] }) {
  const { incident } = room;
  const me = useMe();
  const mayWrite = useMay('incidents:write');
  const [, setAddress] = useAddress<'pane' | 'context'>();
  const assign = useWrite(incidentsApi.role, {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
  });
  const take = (role: 'operations' | 'communications') =>
    assign.mutate({ params: { id: incident.id }, body: { role, person: me.email } });
  const typed = entries.filter((entry) => entry.kind !== 'event').length;
  if (!mayWrite || incident.state !== 'open' || typed > 4 || incident.updates.sent > 0) return null;
  const steps = [
    ...(incident.impact === ''
      ? [{ id: 'impact', words: t('first.impact'), run: () => room.write('symptom') }]
      : []),
    ...(incident.roles.operations === null
      ? [{ id: 'operations', words: t('first.operations'), run: () => take('operations') }]
      : []),
    ...(incident.roles.communications === null
      ? [
          {
            id: 'communications',
            words: t('first.communications'),
            run: () => take('communications'),
          },
        ]
      : []),
    ...(typed < 2
      ? [
          {
            id: 'change',
            words: t('first.change'),
            run: () => setAddress({ pane: 'context', context: undefined }),
          },
        ]
      : []),
    { id: 'update', words: t('first.update'), run: room.writeUpdate },
  ];
  return (
    <section className={styles.first} aria-labelledby="first-five">
      <h3 id="first-five">{t('first.title')}</h3>
      <ul>
        {steps.map((step) => (
          <li key={step.id}>
            <span>{step.words}</span>
            <Button size="small" aria-label={`${step.words}: ${t('first.do')}`} onPress={step.run}>
              {t('first.do')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
