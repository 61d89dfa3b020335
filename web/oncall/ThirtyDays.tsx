import { day, startOfDay, clock } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './ThirtyDays.module.css';

/** Thirty squares, one a day; a day with a gap is red and goes there. */
export function ThirtyDays({
  start,
  gaps,
  onPick,
}: {
  start: number;
  gaps: readonly { from: number; to: number }[];
  onPick: (gap: { from: number; to: number }) => void;
}) {
  const zone = useZone();
  const days = Array.from({ length: 30 }, (_, index) => startOfDay(start, zone, index));
  return (
    <section className={styles.thirty} aria-label={t('thirty')}>
      <h3 className={styles.head}>{t('thirty')}</h3>
      <ol className={styles.days} aria-hidden="true">
        {days.map((at, index) => {
          const end = days[index + 1] ?? startOfDay(at, zone, 1);
          const gap = gaps.find((one) => one.from < end && one.to > at);
          const words = t('thirty.day', {
            day: day(at, zone),
            text: gap ? t('thirty.gap') : t('thirty.covered'),
          });
          return (
            <li key={at}>
              <span className={gap ? styles.gap : styles.covered} title={words} />
            </li>
          );
        })}
      </ol>
      <p className={styles.ends}>
        <span>{day(start, zone)}</span>
        <span>{day(days.at(-1) ?? start, zone)}</span>
      </p>
      {gaps.length > 0 ? (
        <ul className={styles.list}>
          {gaps.slice(0, 6).map((gap) => (
            <li key={gap.from}>
              <button type="button" className={styles.line} onClick={() => onPick(gap)}>
                {t('range', {
                  from: `${day(gap.from, zone)} ${clock(gap.from, zone)}`,
                  to: clock(gap.to, zone),
                })}
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}
