import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

import { Icon } from './Icon.tsx';
import { t } from './messages.en.ts';
import { place } from './Ruler.tsx';
import { SeverityShape } from './Severity.tsx';
import { clock, length } from './time.ts';
import { useZone } from './zone.tsx';

import styles from './SimulatedWalk.module.css';

export interface WalkStep {
  id: string;
  number: ReactNode;
  title: ReactNode;
  under?: ReactNode;
  /** When this step fires and when the next one would (ms). */
  from: number;
  to: number;
  /** Messages sent in it: when, and by what; those of one moment share a tick. */
  sent: readonly { at: number; icons: readonly LucideIcon[]; what: string }[];
  who?: ReactNode;
  how?: ReactNode;
  /** Nobody to page: the step is passed at once. */
  empty?: boolean;
  /** Fired this early because a step before it was empty; its own time otherwise (ms). */
  movedFrom?: number;
}

/** Steps downward, minutes across: the bar is the wait, a tick is a message, an empty step is hatched and skipped. */
export function SimulatedWalk({
  steps,
  from,
  to,
  label,
}: {
  steps: readonly WalkStep[];
  from: number;
  to: number;
  label: string;
}) {
  const zone = useZone();
  const left = (at: number) => `${place(at, from, to)}%`;
  const width = (start: number, end: number) => `${place(end, from, to) - place(start, from, to)}%`;
  const count = Math.min(5, Math.max(2, Math.round((to - from) / 300e3) + 1));
  const marks = Array.from(
    { length: count },
    (_, index) => from + ((to - from) * index) / (count - 1),
  );
  return (
    <div className={styles.walk}>
      <div className={styles.axis} aria-hidden="true">
        {marks.map((at, index) => (
          <span
            key={at}
            className={styles.mark}
            data-edge={index === 0 ? 'first' : index === count - 1 ? 'last' : undefined}
            style={{ insetInlineStart: left(at) }}
          >
            {clock(at, zone)}
          </span>
        ))}
        <svg className={styles.ticks}>
          <line x1="0" x2="100%" y1="7.5" y2="7.5" />
          {Array.from({ length: Math.min(121, Math.round((to - from) / 60e3) + 1) }, (_, index) => {
            const x = left(from + index * 60e3);
            return <line key={index} x1={x} x2={x} y1={index % 5 === 0 ? 0 : 4} y2="8" />;
          })}
        </svg>
      </div>
      <ol aria-label={label}>
        {steps.map((step) => (
          <li key={step.id} className={styles.step}>
            <div className={styles.name}>
              <span className={styles.number}>{step.number}</span>
              <span>
                <b>{step.title}</b>
                <span className={styles.under}>{step.under}</span>
              </span>
            </div>
            <div className={styles.field}>
              {marks.map((at) => (
                <span key={at} className={styles.grid} style={{ insetInlineStart: left(at) }} />
              ))}
              {step.empty ? (
                <div className={styles.skip} style={{ insetInlineStart: left(step.from) }}>
                  <span className={styles.gap}>
                    <span className={styles.gapWords}>
                      <SeverityShape state="sev1" size={14} />
                      <b>{t('walk.nobody')}</b>
                    </span>
                  </span>
                  <span className={styles.reason}>
                    {t('walk.skipped', { wait: length(step.to - step.from) })}
                  </span>
                </div>
              ) : (
                <>
                  <span
                    className={styles.wait}
                    style={{
                      insetInlineStart: left(step.from),
                      inlineSize: width(step.from, step.to),
                    }}
                  />
                  {step.sent.map((message, index) => (
                    <span
                      key={index}
                      className={styles.sent}
                      style={{ insetInlineStart: left(message.at) }}
                      title={`${clock(message.at, zone)} ${message.what}`}
                    >
                      {message.icons.map((icon, at) => (
                        <Icon key={at} of={icon} />
                      ))}
                      <span className="hidden-text">{`${clock(message.at, zone)} ${message.what}`}</span>
                    </span>
                  ))}
                  <span
                    className={styles.who}
                    style={
                      place(step.from, from, to) > 55
                        ? { insetInlineEnd: 0, textAlign: 'end' }
                        : { insetInlineStart: left(step.from) }
                    }
                  >
                    <span>{step.who}</span>
                    <span>{step.how}</span>
                    {step.movedFrom !== undefined && place(step.to, from, to) > 84 ? (
                      <span>{t('walk.moved', { time: clock(step.movedFrom, zone) })}</span>
                    ) : null}
                  </span>
                  {step.movedFrom === undefined || place(step.to, from, to) > 84 ? null : (
                    <span
                      className={styles.moved}
                      style={{
                        insetInlineStart: left(step.to),
                        inlineSize: width(step.movedFrom, step.movedFrom + (step.to - step.from)),
                      }}
                    >
                      {t('walk.moved', { time: clock(step.movedFrom, zone) })}
                    </span>
                  )}
                </>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
