import { t } from './messages.en.ts';

import styles from './Severity.module.css';

/** Every state the product knows. `unknown` is drawn as SEV2 with a question mark: not knowing is not calm. */
export type State = 'sev1' | 'sev2' | 'sev3' | 'sev4' | 'unknown' | 'ok' | 'maintenance';

const octagon = 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z';
const triangle = 'M8 1.6 15.2 14.4H.8z';
const diamond = 'M8 .9 15.1 8 8 15.1.9 8z';
const tick = 'M2.6 8.8 6.2 12.3 13.4 4.2';
const wrench =
  'M9.8 4.2a.67.67 0 0 0 0 .93l1.07 1.07a.67.67 0 0 0 .93 0l2.5-2.5a4 4 0 0 1-5.3 5.3l-4.6 4.6a1.41 1.41 0 0 1-2-2l4.6-4.6a4 4 0 0 1 5.3-5.3z';

const numerals: Partial<Record<State, { text: string; y: number }>> = {
  sev1: { text: '1', y: 11.3 },
  sev2: { text: '2', y: 13 },
  unknown: { text: '?', y: 13 },
  sev3: { text: '3', y: 11.3 },
  sev4: { text: '4', y: 11.3 },
};

function drawing(state: State) {
  if (state === 'sev1') return <path d={octagon} />;
  if (state === 'sev2' || state === 'unknown') return <path d={triangle} />;
  if (state === 'sev3') return <path d={diamond} />;
  if (state === 'sev4') return <circle cx={8} cy={8} r={6.9} />;
  if (state === 'maintenance') return <path d={wrench} className={styles.stroke} />;
  return (
    <>
      <path d={tick} className={styles.tickEdge} />
      <path d={tick} className={styles.tick} />
    </>
  );
}

/** Short name of a state, as printed beside its shape. */
export function stateShort(state: State): string {
  return state.startsWith('sev') ? state.toUpperCase() : t(`sev.${state}`);
}

/** What a state means in one word. */
export function stateWord(state: State): string {
  return t(`sev.${state}`);
}

/** The shape of a state; from 20 px up it carries its number. Silent unless `label` is given. */
export function SeverityShape({
  state,
  size = 16,
  label,
}: {
  state: State;
  size?: number;
  label?: string | undefined;
}) {
  const numeral = size >= 20 || state === 'unknown' ? numerals[state] : undefined;
  return (
    <svg
      className={styles.shape}
      data-state={state}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      {drawing(state)}
      {numeral ? (
        <text
          x={8}
          y={numeral.y}
          textAnchor="middle"
          className={styles.numeral}
          fontSize={numeral.y > 12 ? 8.4 : 9.4}
        >
          {numeral.text}
        </text>
      ) : null}
    </svg>
  );
}

/** Shape, short name and word: "SEV1 Critical". */
export function SeverityBadge({
  state,
  size = 16,
  word = true,
}: {
  state: State;
  size?: number;
  word?: boolean;
}) {
  const short = stateShort(state);
  const long = stateWord(state);
  return (
    <span className={styles.badge}>
      <SeverityShape state={state} size={size} />
      <b className={styles.short}>{short}</b>
      {word && long !== short ? <span className={styles.word}>{long}</span> : null}
    </span>
  );
}

/** The state of an alert's severity: critical, error, warning, info share the scale of incidents. */
export function alertState(severity: string): State {
  const known: Record<string, State> = {
    critical: 'sev1',
    error: 'sev2',
    warning: 'sev3',
    info: 'sev4',
  };
  return known[severity] ?? 'unknown';
}

/** Narrows the API's word for an incident's severity. */
export function incidentState(severity: string): State {
  return severity === 'sev1' || severity === 'sev2' || severity === 'sev3' || severity === 'sev4'
    ? severity
    : 'unknown';
}
