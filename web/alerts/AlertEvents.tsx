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

/** Marks that can stand above one another. */
const mostMarks = 3;

/**
 * Events of this alert on the ruler, with the changes of its service and of what that needs as dotted
 * marks: often that is the answer. Of repeats only the last is kept; a low bar says that they went on.
 */
export function AlertEvents({ alert, needs }: { alert: AlertDetail; needs: readonly string[] }) {
  const now = useNow('minute');
  const zone = useZone();
  const first = ms(alert.firstSeenAt);
  const end = alert.resolvedAt === null ? now : ms(alert.resolvedAt);
  // Half an hour before it began is in view: what broke it happened there.
  const span = Math.max(32 * 60e3 + (end - first), (end - first) * 1.5);
  const to = Math.ceil((end + span * 0.03) / 60e3) * 60e3;
  const from = Math.floor((to - span) / 60e3) * 60e3;
  const changes = useRead(
    changesApi.list,
    {
      query: {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        limit: 100,
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
  const repeats = alert.occurrences - alert.signals.length;
  const last = Math.max(first, ...alert.signals.map((signal) => ms(signal.at)));
  const marks = (changes.data?.items ?? [])
    .filter(
      ({ service }) => service !== null && (service === alert.service || needs.includes(service)),
    )
    .slice(0, mostMarks);
  return (
    <section aria-labelledby="alert-events">
      <div className={styles.head}>
        <h2 id="alert-events">{t('events')}</h2>
        <span>{t('events.about', { n: alert.occurrences, source: alert.source })}</span>
        {repeats > 0 ? <span>{t('events.repeats', { n: repeats })}</span> : null}
      </div>
      <Ruler from={from} to={to} now={alert.resolvedAt === null ? now : undefined} height={112}>
        <svg
          className={styles.bars}
          data-state={alertState(alert.severity)}
          viewBox={`0 0 ${bins} 100`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {repeats > 0 ? (
            <rect
              className={styles.repeats}
              x={((first - from) / (to - from)) * bins}
              width={((last - first) / (to - from)) * bins}
              y={92}
              height={8}
            />
          ) : null}
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
        {marks.map((change, row) => {
          const at = place(ms(change.happenedAt), from, to);
          return (
            <span
              key={change.id}
              className={styles.change}
              data-late={at > 60 || undefined}
              style={{ insetInlineStart: `${at}%` }}
            >
              <span
                style={{ insetBlockStart: row * 24 }}
              >{`${change.summary}, ${clock(change.happenedAt, zone)}`}</span>
            </span>
          );
        })}
      </Ruler>
    </section>
  );
}
