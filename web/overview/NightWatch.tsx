import type { Now } from '#overview/contract';

import { useNow } from '../ui/clock.ts';
import { cx } from '../ui/cx.ts';
import { place, Ruler } from '../ui/Ruler.tsx';
import { incidentState, stateShort } from '../ui/Severity.tsx';
import { clock, ms } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './NightWatch.module.css';

type Watch = Now['watch'];

/** The lowest lane in which a bar does not meet an earlier one. */
function lanes(bars: readonly { from: number; to: number }[]): number[] {
  const ends: number[] = [];
  return bars.map((bar) => {
    const free = ends.findIndex((end) => end <= bar.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = bar.to;
    return lane;
  });
}

/** The hours around now on one ruler: what burned, when people were paged, what is due. */
export function NightWatch({ watch }: { watch: Watch }) {
  const now = useNow('minute');
  const zone = useZone();
  const [from, to] = [ms(watch.from), ms(watch.to)];
  const span = to - from;
  const bars = watch.bars
    .map((bar) => ({ ...bar, fromMs: ms(bar.from), toMs: bar.to === null ? now : ms(bar.to) }))
    .filter((bar) => bar.toMs > from && bar.fromMs < to)
    .slice(-6);
  // A label needs room at its bar's left, so lanes are shared only with that in between.
  const lane = lanes(bars.map((bar) => ({ from: bar.fromMs - span * 0.07, to: bar.toMs })));
  // What is late stands under Overdue; here it would lie over the bars.
  const dues = watch.due.filter((due) => ms(due.at) >= now).slice(0, 4);
  const rows = Math.max(2, ...lane.map((one) => one + 1));
  return (
    <section className={styles.watch} aria-label={t('watch')}>
      <Ruler from={from} to={to} now={now} days future height={rows * 16 + 24}>
        <ul>
          {bars.map((bar, index) => {
            const start = place(bar.fromMs, from, to);
            const end = place(bar.toMs, from, to);
            const state = incidentState(bar.severity);
            const values = {
              ref: bar.ref,
              severity: stateShort(state),
              from: clock(bar.from, zone),
            };
            const label =
              start > 8
                ? { insetInlineEnd: `${100 - start + 0.5}%` }
                : { insetInlineStart: `${end + 0.5}%` };
            const top = { insetBlockStart: (lane[index] ?? 0) * 16 + 2 };
            return (
              <li
                key={bar.ref}
                title={
                  bar.to === null
                    ? t('watch.open', values)
                    : t('watch.closed', { ...values, to: clock(bar.to, zone) })
                }
              >
                <span
                  className={styles.bar}
                  data-state={state}
                  style={{
                    insetInlineStart: `${start}%`,
                    inlineSize: `${Math.max(0.3, end - start)}%`,
                    ...top,
                  }}
                />
                <span
                  className={cx(
                    styles.label,
                    bar.to === null && (state === 'sev1' || state === 'sev2') && styles.loud,
                  )}
                  style={{ ...label, ...top }}
                >
                  {bar.ref}
                </span>
              </li>
            );
          })}
        </ul>
        {watch.pages.map((at) => (
          <span
            key={at}
            className={styles.page}
            style={{ insetInlineStart: `${place(ms(at), from, to)}%` }}
            aria-hidden="true"
          >
            ↓
          </span>
        ))}
        {dues.map((due, index) => (
          <span
            key={due.at + due.text}
            className={cx(styles.due, place(ms(due.at), from, to) > 80 && styles.dueLeft)}
            style={{ insetInlineStart: `${place(ms(due.at), from, to)}%` }}
          >
            <span
              style={{ insetBlockStart: (index % 2) * 16 }}
            >{`${due.text} ${clock(due.at, zone)}`}</span>
          </span>
        ))}
      </Ruler>
      {watch.pages.length > 0 ? (
        <span className="hidden-text">{t('watch.pages', { n: watch.pages.length })}</span>
      ) : null}
    </section>
  );
}
