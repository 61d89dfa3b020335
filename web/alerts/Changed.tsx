import type { AlertDetail } from '#alerts/contract';
import { changesApi } from '#changes/contract';

import { useRead } from '../client/queries.ts';
import { changeIcons } from '../services/change-icons.ts';
import { Icon } from '../ui/Icon.tsx';
import { FactRow, List } from '../ui/Row.tsx';
import { Empty } from '../ui/States.tsx';
import { clock, length, ms } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './AlertPage.module.css';

const hours3 = 3 * 3600e3;

/** Changes in the three hours before it began: those of the service first, then of what it needs. */
export function Changed({ alert, needs }: { alert: AlertDetail; needs: readonly string[] }) {
  const zone = useZone();
  const onset = ms(alert.startedAt ?? alert.firstSeenAt);
  const changes = useRead(
    changesApi.list,
    {
      query: {
        from: new Date(onset - hours3).toISOString(),
        to: new Date(onset + 15 * 60e3).toISOString(),
        limit: 100,
      },
    },
    { topics: ['changes'] },
  );
  const rank = (service: string | null) =>
    service === null ? 3 : service === alert.service ? 0 : needs.includes(service) ? 1 : 2;
  const near = (changes.data?.items ?? [])
    .filter((change) => rank(change.service) < 2)
    .toSorted((a, b) => rank(a.service) - rank(b.service) || ms(b.happenedAt) - ms(a.happenedAt));
  return (
    <section aria-labelledby="alert-changed">
      <h2 className={styles.sub} id="alert-changed">
        {t('changed')}{' '}
        <span className={styles.about}>{t('changed.about', { time: clock(onset, zone) })}</span>
      </h2>
      <div className={styles.ruled}>
        {changes.data && near.length === 0 ? (
          <div className={styles.row}>
            <Empty good title={t('changed.none')}>
              {t('changed.none.text')}
            </Empty>
          </div>
        ) : null}
        <List>
          {near.slice(0, 5).map((change) => {
            const lead = onset - ms(change.happenedAt);
            const values = { time: clock(change.happenedAt, zone), length: length(Math.abs(lead)) };
            return (
              <FactRow
                key={change.id}
                mark={<Icon of={changeIcons[change.kind]} />}
                title={<b>{change.summary}</b>}
                text={`${t(lead >= 0 ? 'changed.before' : 'changed.after', values)}, ${change.service === alert.service ? t('changed.same') : t('changed.near', { service: change.service ?? '' })}`}
                right={change.environment}
              />
            );
          })}
        </List>
      </div>
    </section>
  );
}
