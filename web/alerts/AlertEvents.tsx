import type { AlertDetail } from '#alerts/contract';
import { changesApi } from '#changes/contract';

import { useRead } from '../client/queries.ts';
import { useNow } from '../ui/clock.ts';
import { place, Ruler } from '../ui/Ruler.tsx';
import { alertState } from '../ui/Severity.tsx';
import { clock, ms } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './AlertEvents.module.css';

const bins = 60;

/** Events of this alert on the ruler, with the changes of its service as dotted marks: often that is the answer. */
export function AlertEvents({ alert }: { alert: AlertDetail }) {
  const now = useNow('minute');
  const zone = useZone();
  const first = ms(alert.firstSeenAt);
  const end = alert.resolvedAt === null ? now : ms(alert.resolvedAt);
  const span = Math.max(20 * 60e3, (end - first) * 1.5);
  const to = Math.ceil((end + span * 0.03) / 60e3) * 60e3;
  const from = Math.floor((to - span) / 60e3) * 60e3;
  const changes = useRead(
    changesApi.list,
    {
      query: {
        ...(alert.service && { service: alert.service }),
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        limit: 20,
      },
    },
    { topics: ['changes'], when: alert.service !== null, keep: true },
  );
  const counts = Array.from({ length: bins }, () => 0);
  for (const signal of alert.signals) {
    const bin = Math.floor(((ms(signal.at) - from) / (to - from)) * bins);
    if (bin >= 0 && bin < bins) counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const most = Math.max(1, ...counts);
  return (
    <section aria-labelledby="alert-events">
      <div className={styles.head}>
        <h2 id="alert-events">{t('events')}</h2>
        <span>{t('events.about', { n: alert.occurrences, source: alert.source })}</span>
        {alert.signals.length < alert.occurrences ? (
          <span>{t('events.first', { n: alert.signals.length })}</span>
        ) : null}
      </div>
      <Ruler from={from} to={to} now={alert.resolvedAt === null ? now : undefined} height={112}>
        <svg
          className={styles.bars}
          data-state={alertState(alert.severity)}
          viewBox={`0 0 ${bins} 100`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {counts.map((count, index) =>
            count === 0 ? null : (
              <rect
                key={index}
                x={index + 0.12}
                width={0.76}
                y={100 - (count / most) * 92}
                height={(count / most) * 92}
              />
            ),
          )}
        </svg>
        {(changes.data?.items ?? []).map((change) => {
          const at = place(ms(change.happenedAt), from, to);
          return (
            <span
              key={change.id}
              className={styles.change}
              data-late={at > 60 || undefined}
              style={{ insetInlineStart: `${at}%` }}
            >
              <span>{`${change.summary}, ${clock(change.happenedAt, zone)}`}</span>
            </span>
          );
        })}
      </Ruler>
    </section>
  );
}
