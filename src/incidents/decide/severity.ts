import { SEVERITIES, type Severity } from '../model.ts';

/** A level in words: what people call it and how to tell that it fits. */
export interface SeverityLevel {
  readonly severity: Severity;
  readonly name: string;
  readonly word: string;
  readonly definition: string;
}

const WORDS: Readonly<Record<Severity, { word: string; definition: string }>> = {
  sev1: {
    word: 'Critical',
    definition:
      'Many customers cannot use the product, money or data is being lost, or security is at stake.',
  },
  sev2: {
    word: 'Major',
    definition:
      'An important function fails or is very slow for many, and there is no easy way around.',
  },
  sev3: {
    word: 'Minor',
    definition:
      'A part is impaired for some, or there is a way around. It can wait for working hours.',
  },
  sev4: {
    word: 'Low',
    definition: 'Hardly anybody notices. Worth a record and a repair, not a rush.',
  },
};

/** Preset of names with three levels: the two lowest share one. */
const P_NAMES: Readonly<Record<Severity, string>> = {
  sev1: 'P1',
  sev2: 'P2',
  sev3: 'P3',
  sev4: 'P3',
};

export type SeverityNames = 'sev' | 'p';

/**
 * The levels that a person can choose, worst first. With the preset `p` there are three, P1 to P3;
 * SEV4 is not offered and is shown as P3.
 */
export function severityLevels(names: SeverityNames = 'sev'): SeverityLevel[] {
  const offered = names === 'p' ? SEVERITIES.filter((one) => one !== 'sev4') : SEVERITIES;
  return offered.map((severity) => ({
    severity,
    name: severityName(severity, names),
    ...WORDS[severity],
  }));
}

/** "SEV1", or "P1" with that preset. */
export function severityName(severity: Severity, names: SeverityNames = 'sev'): string {
  return names === 'p' ? P_NAMES[severity] : severity.toUpperCase();
}

/** Reads what people type: sev1, SEV-1, S1, P1, 1. Returns undefined for anything else. */
export function parseSeverity(text: string): Severity | undefined {
  const found = /^(?:sev|s|p)?[ -]?([1-4])$/i.exec(text.trim());
  return found === null ? undefined : SEVERITIES[Number(found[1]) - 1];
}

/**
 * What an alert's severity proposes; people choose. Without an alert the default is SEV2: when in
 * doubt the higher one, lowering it later costs nothing.
 */
export function proposedSeverity(alertSeverities: readonly string[]): Severity {
  const proposed = alertSeverities.map((severity): Severity => {
    if (severity === 'critical') return 'sev1';
    if (severity === 'warning') return 'sev3';
    if (severity === 'info') return 'sev4';
    return 'sev2';
  });
  return proposed.toSorted()[0] ?? 'sev2';
}

/** True when `to` is worse than `from`. */
export function isRaised(from: Severity, to: Severity): boolean {
  return SEVERITIES.indexOf(to) < SEVERITIES.indexOf(from);
}

/** SEV1 and SEV2 need a postmortem within 48 hours. */
export function needsPostmortem(severity: Severity): boolean {
  return severity === 'sev1' || severity === 'sev2';
}
