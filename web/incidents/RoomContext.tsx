import { CircleHelp } from 'lucide-react';

import { alertsApi } from '#alerts/contract';
import { incidentsApi, type IncidentDetail } from '#incidents/contract';
import { servicesApi } from '#services/contract';

import { useAddress } from '../client/address.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useIsPhone } from '../client/use-is-phone.ts';
import { changeIcons } from '../services/change-icons.ts';
import { ServiceGraph } from '../services/ServiceGraph.tsx';
import { openByService } from '../services/standing.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Icon } from '../ui/Icon.tsx';
import { percent } from '../ui/locale.ts';
import { SeverityShape } from '../ui/Severity.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { clock, length, ms } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { firstName } from './names.ts';
import type { Room } from './RoomPage.tsx';
import { Updates } from './RoomUpdates.tsx';
import { useNameIn } from './use-name.ts';

import styles from './RoomContext.module.css';

type Tab = 'changed' | 'graph' | 'updates';

/** At the right: what changed and what is thought, what depends on what, what people were told. */
export function RoomContext({ room }: { room: Room }) {
  const [address, setAddress] = useAddress<'context'>();
  const phone = useIsPhone();
  const tab: Tab =
    address.context === 'graph' || (address.context === 'updates' && !phone)
      ? address.context
      : 'changed';
  return (
    <Tabs
      label={t('context')}
      value={tab}
      onChange={(next) => setAddress({ context: next === 'changed' ? undefined : next })}
      tabs={[
        { id: 'changed', name: t('tab.changed') },
        { id: 'graph', name: t('tab.graph') },
        // A phone has a pane for them.
        ...(phone
          ? []
          : [
              {
                id: 'updates' as const,
                name: t('tab.updates'),
                count: room.incident.updates.sent,
              },
            ]),
      ]}
    >
      <div className={styles.pane}>
        {tab === 'changed' ? (
          <Changed room={room} />
        ) : tab === 'graph' ? (
          <Graph incident={room.incident} />
        ) : (
          <Updates incident={room.incident} />
        )}
      </div>
    </Tabs>
  );
}

function Changed({ room }: { room: Room }) {
  const { incident } = room;
  const suspects = useRead(
    incidentsApi.suspects,
    { params: { id: incident.id }, query: { limit: 6 } },
    { topics: ['changes', `incident:${incident.id}`] },
  );
  return (
    <>
      <section aria-labelledby="suspects">
        <h2 className={styles.head} id="suspects">
          {t('suspects')} <span>{t('suspects.about')}</span>
        </h2>
        <Read
          query={suspects}
          what={t('suspects.what')}
          skeleton={<SkeletonRows rows={3} />}
          stale={false}
        >
          {(data) => {
            const best = Math.max(0.01, ...data.items.map((item) => item.score));
            // What hardly anything speaks for is counted, not listed: people read from the top.
            const worth = data.items.filter((item, rank) => rank < 3 || item.score >= 0.01);
            const rest = data.items.length - worth.length;
            return (
              <ol>
                {worth.map((suspect, index) => (
                  <li key={suspect.change?.id ?? index} className={styles.suspect}>
                    <Icon of={suspect.change ? changeIcons[suspect.change.kind] : CircleHelp} />
                    <span className={styles.text}>
                      <b>{suspect.change?.summary ?? t('suspects.other')}</b>
                      <span className={styles.under}>{suspect.reasons.join('. ')}</span>
                    </span>
                    <span className={styles.score}>
                      <span className={styles.bar} aria-hidden="true">
                        <span style={{ inlineSize: `${(suspect.score / best) * 100}%` }} />
                      </span>
                      <span className={styles.under}>{percent(suspect.score)}</span>
                    </span>
                  </li>
                ))}
                {rest > 0 ? (
                  <li className={styles.none}>{t('suspects.rest', { n: rest })}</li>
                ) : null}
              </ol>
            );
          }}
        </Read>
      </section>
      <Hypotheses room={room} />
    </>
  );
}

/** Theories from the log, side by side; one alone for long asks for another. */
function Hypotheses({ room }: { room: Room }) {
  const { incident } = room;
  const zone = useZone();
  const now = useNow('minute');
  const list = useRead(
    incidentsApi.timeline,
    { params: { id: incident.id }, query: { kind: 'hypothesis', limit: 20 } },
    { topics: [`incident:${incident.id}`] },
  );
  const nameOf = useNameIn(incident);
  const items = list.data?.items ?? [];
  const [only] = items;
  const alone =
    items.length === 1 &&
    only &&
    incident.times.causeIdentifiedAt === null &&
    incident.state === 'open'
      ? now - ms(only.happenedAt)
      : 0;
  return (
    <section aria-labelledby="hypotheses">
      <h2 className={styles.head} id="hypotheses">
        {t('hypotheses')}
        <Button kind="link" onPress={() => room.write('hypothesis')}>
          {t('hypotheses.add')}
        </Button>
      </h2>
      {list.data && items.length === 0 ? (
        <p className={styles.none}>{t('hypotheses.none')}</p>
      ) : null}
      <ul>
        {items.map((entry) => (
          <li key={entry.id} className={styles.suspect} data-plain>
            <span className={styles.text}>
              <b>{entry.text}</b>
              <span className={styles.under}>
                {t('hypotheses.by', {
                  name: firstName(nameOf(entry.by)),
                  time: clock(entry.happenedAt, zone),
                })}
              </span>
            </span>
            {entry.cause ? <SeverityShape state="ok" label={t('entry.isCause')} /> : null}
          </li>
        ))}
      </ul>
      {alone > 15 * 60e3 ? (
        <p className={styles.hint}>
          <Icon of={CircleHelp} />
          {t('hypotheses.alone', { time: length(alone) })}
        </p>
      ) : null}
    </section>
  );
}

function Graph({ incident }: { incident: IncidentDetail }) {
  const services = useRead(servicesApi.list, { query: { limit: 200 } }, { topics: ['services'] });
  const alerts = useRead(
    alertsApi.list,
    { query: { state: 'firing,acknowledged', limit: 200 } },
    { topics: ['alerts'] },
  );
  const incidents = useRead(
    incidentsApi.list,
    { query: { state: 'open', limit: 200 } },
    { topics: ['incidents'] },
  );
  const [slug] = incident.services;
  if (slug === undefined) return <p className={styles.none}>{t('graphNone')}</p>;
  return (
    <ServiceGraph
      slug={slug}
      services={services.data?.items ?? []}
      open={openByService(alerts.data?.items ?? [], incidents.data?.items)}
    />
  );
}
