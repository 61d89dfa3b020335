import { cx } from './cx.ts';
import { t } from './messages.en.ts';
import { place } from './Ruler.tsx';
import { SeverityShape } from './Severity.tsx';
import { when } from './time.ts';
import { useWidth } from './width.ts';
import { useZone } from './zone.tsx';

import styles from './ScheduleLane.module.css';

export interface Shift {
  from: number;
  to: number;
  /** Empty for a gap. */
  who: string;
  /** Which of the four greys; the same person keeps theirs. */
  tone?: number;
  kind?: 'shift' | 'override' | 'gap' | 'ghost';
  id?: string;
  /** It began before what is in view. */
  begun?: boolean;
  /** It goes on after what is in view. */
  goesOn?: boolean;
}

interface LaneProps {
  shifts: readonly Shift[];
  from: number;
  to: number;
  /** Final 60, layers 32, people 12. */
  height?: 60 | 32 | 12;
  now?: number;
  /** Makes each bar a button, where it is wide enough to be hit. */
  onPick?: (shift: Shift) => void;
  label?: string;
}

/** Who is on call, as bars on a line of time. A gap is hatched, and hatching is used for nothing else. */
export function ScheduleLane({ shifts, from, to, height = 32, now, onPick, label }: LaneProps) {
  const zone = useZone();
  const [box, px] = useWidth();
  return (
    <ol className={styles.lane} style={{ blockSize: height }} aria-label={label} ref={box}>
      {shifts.map((shift) => {
        const kind = shift.kind ?? 'shift';
        const start = place(shift.from, from, to);
        const width = place(shift.to, from, to) - start;
        const [begins, ends] = [shift.from, shift.to].map((at) =>
          when(at, now ?? shift.from, zone),
        );
        const values = {
          from: shift.begun ? t('lane.begun', { at: begins ?? '' }) : (begins ?? ''),
          to: shift.goesOn ? t('lane.goesOn', { at: ends ?? '' }) : (ends ?? ''),
        };
        const spoken =
          kind === 'gap'
            ? t('lane.gap', values)
            : kind === 'override'
              ? t('lane.override', { who: shift.who, ...values })
              : t('lane.shift', { who: shift.who, ...values });
        const inside =
          kind === 'gap' ? (
            <SeverityShape state="sev1" size={height === 60 ? 16 : 12} />
          ) : height > 12 ? (
            <span className={styles.who}>{shift.who}</span>
          ) : null;
        const look = {
          className: cx(
            styles.bar,
            styles[kind],
            height === 60 && styles.tall,
            shift.begun && styles.begun,
            shift.goesOn && styles.goesOn,
          ),
          'data-tone': (shift.tone ?? 0) % 4,
          title: spoken,
        };
        return (
          <li
            key={`${shift.from}-${kind}-${shift.id ?? shift.who}`}
            className={styles.slot}
            style={{ insetInlineStart: `${start}%`, inlineSize: `${width}%` }}
          >
            {onPick && (width / 100) * px >= 24 ? (
              <button type="button" {...look} aria-label={spoken} onClick={() => onPick(shift)}>
                {inside}
              </button>
            ) : (
              <span {...look}>
                {inside}
                <span className="hidden-text">{spoken}</span>
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
