import { t } from './messages.en.ts';
import type { State } from './Severity.tsx';

import styles from './EventBars.module.css';

/** Events over time as square bars on a line; `state` colours them where they are the subject itself. */
export function EventBars({
  counts,
  width = 80,
  height = 20,
  state,
}: {
  counts: readonly number[];
  width?: number | string;
  height?: number;
  state?: State;
}) {
  const most = Math.max(1, ...counts);
  const sum = counts.reduce((total, count) => total + count, 0);
  const step = 100 / Math.max(1, counts.length);
  return (
    <svg
      className={styles.bars}
      data-state={state}
      width={width}
      height={height}
      viewBox={`0 0 100 ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('bars.label', { n: sum, most })}
    >
      {counts.map((count, index) =>
        count === 0 ? null : (
          <rect
            key={index}
            x={index * step + step * 0.12}
            width={step * 0.76}
            y={height - 1 - Math.max(2, (count / most) * (height - 2))}
            height={Math.max(2, (count / most) * (height - 2))}
          />
        ),
      )}
      <line x1={0} x2={100} y1={height - 0.5} y2={height - 0.5} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
