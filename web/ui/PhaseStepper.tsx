import { t } from './messages.en.ts';

import styles from './PhaseStepper.module.css';

export const phases = ['detect', 'triage', 'investigate', 'mitigate', 'recover', 'learn'] as const;
export type Phase = (typeof phases)[number];

/** "Mitigate". */
export function phaseName(phase: Phase): string {
  return t(`phase.${phase}`);
}

/** Six bars: done, current, to come; how long each took stands beside its word. */
export function PhaseStepper({
  current,
  lengths = {},
}: {
  current: Phase;
  lengths?: Partial<Record<Phase, string>>;
}) {
  const at = phases.indexOf(current);
  return (
    <ol className={styles.phases} aria-label={t('phase.list')}>
      {phases.map((phase, index) => {
        const state = index < at ? 'done' : index === at ? 'current' : 'coming';
        return (
          <li
            key={phase}
            className={styles.phase}
            data-state={state}
            aria-current={state === 'current' ? 'step' : undefined}
          >
            <span className={styles.word}>{t(`phase.${phase}`)}</span>
            <span className="hidden-text">{t(`phase.${state}`)}</span>
            {lengths[phase] ? <span className={styles.length}>{lengths[phase]}</span> : null}
          </li>
        );
      })}
    </ol>
  );
}
