import type { PostmortemBody } from '#postmortems/contract';

import { phaseName, phases } from '../ui/PhaseStepper.tsx';
import { Ruler } from '../ui/Ruler.tsx';
import { length, ms } from '../ui/time.ts';
import { t } from './messages.en.ts';

import styles from './PhaseBar.module.css';

/** Phases to scale on the ruler: one sees at once where the time went. In greys: they are no states. */
export function PhaseBar({ postmortem }: { postmortem: PostmortemBody }) {
  const spans = postmortem.phases.flatMap((span) => {
    const phase = phases.find((one) => one === span.phase);
    return phase === undefined || span.seconds === null || span.seconds === 0
      ? []
      : [{ phase, seconds: span.seconds }];
  });
  const total = spans.reduce((sum, span) => sum + span.seconds, 0);
  const end = postmortem.incident.resolvedAt;
  if (total === 0 || end === null) return null;
  const to = ms(end);
  const from = to - total * 1000;
  return (
    <section aria-label={t('phases')} className={styles.bar}>
      <ol className={styles.spans}>
        {spans.map((span) => (
          <li
            key={span.phase}
            className={styles.span}
            data-phase={span.phase}
            style={{ inlineSize: `${(span.seconds / total) * 100}%` }}
            title={`${phaseName(span.phase)} ${length(span.seconds * 1000)}`}
          >
            <span className={styles.words}>
              {phaseName(span.phase)} <span>{length(span.seconds * 1000)}</span>
            </span>
            <span className={styles.fill} />
          </li>
        ))}
      </ol>
      <Ruler from={from} to={to} height={2} />
    </section>
  );
}
