import { cleanLine, cleanText } from '#platform/text';

import { CHANGE_KINDS, type ChangeInput, type ChangeKind, type ChangeLink } from './model.ts';

/** A change as it will be stored: clean, bounded, without gaps. */
export interface CleanChange {
  readonly service: string | null;
  readonly kind: ChangeKind;
  readonly summary: string;
  readonly environment: string;
  readonly region: string | null;
  readonly rolledOutTo: readonly string[];
  readonly percent: number | null;
  readonly reversible: boolean | null;
  readonly undo: string | null;
  readonly links: readonly ChangeLink[];
  readonly happenedAt: Temporal.Instant;
  readonly by: string | null;
}

export interface ChangeProblem {
  readonly pointer: string;
  readonly message: string;
}

/** A clock that runs ahead by this much is forgiven; a change cannot lie further in the future. */
const AHEAD = { minutes: 5 } as const;

/**
 * Cleans a change. Without an environment it was in production (who deploys to staging says so, and
 * a missing suspect is worse than one too many); without a time it happened now.
 */
export function readChange(
  input: ChangeInput,
  now: Temporal.Instant,
): { readonly change: CleanChange; readonly problems: readonly ChangeProblem[] } {
  const problems: ChangeProblem[] = [];
  const summary = cleanLine(input.summary).slice(0, 500);
  if (summary === '')
    problems.push({ pointer: '/summary', message: 'Say in a line what changed.' });
  const percent = input.percent ?? null;
  if (percent !== null && !(percent >= 0 && percent <= 100)) {
    problems.push({ pointer: '/percent', message: 'A share from 0 to 100.' });
  }
  const happenedAt = (input.happenedAt ?? now).round({
    smallestUnit: 'millisecond',
    roundingMode: 'floor',
  });
  if (Temporal.Instant.compare(happenedAt, now.add(AHEAD)) > 0) {
    problems.push({
      pointer: '/happenedAt',
      message: 'A change that has happened is not in the future.',
    });
  }
  return {
    problems,
    change: {
      service: orNull(input.service),
      kind: input.kind ?? 'deploy',
      summary,
      environment: (orNull(input.environment) ?? 'production').toLowerCase(),
      region: orNull(input.region),
      rolledOutTo: [...new Set((input.rolledOutTo ?? []).map((slug) => cleanLine(slug)))]
        .filter((slug) => slug !== '')
        .slice(0, 500),
      percent,
      reversible: input.reversible ?? null,
      undo:
        input.undo === null || input.undo === undefined
          ? null
          : cleanText(input.undo).slice(0, 2000),
      links: readLinks(input.links ?? []),
      happenedAt,
      by: orNull(input.by),
    },
  };
}

function orNull(text: string | null | undefined): string | null {
  const clean = cleanLine(text ?? '').slice(0, 200);
  return clean === '' ? null : clean;
}

function readLinks(links: readonly ChangeLink[]): ChangeLink[] {
  return links
    .filter(({ href }) => {
      const url = URL.parse(href);
      return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
    })
    .slice(0, 20)
    .map(({ href, text }) => ({
      href: href.slice(0, 2048),
      text: cleanLine(text).slice(0, 200) || href.slice(0, 200),
    }));
}

/** A change event of PagerDuty, as its client libraries send it. */
export interface PagerdutyChange {
  readonly payload: {
    readonly summary?: string | undefined;
    readonly timestamp?: string | undefined;
    readonly source?: string | undefined;
    readonly custom_details?: unknown;
  };
  readonly links?: readonly { readonly href?: string; readonly text?: string }[] | undefined;
}

/**
 * Reads the body of PagerDuty's change events. Service, environment, kind and so on are taken from
 * `custom_details` when they stand there under our names; else `source` may name the service.
 */
export function readPagerdutyChange(body: PagerdutyChange): ChangeInput {
  const { payload } = body;
  const details = record(payload.custom_details);
  const text = (name: string) => (typeof details[name] === 'string' ? details[name] : undefined);
  const kind = CHANGE_KINDS.find((word) => word === text('kind'));
  const happenedAt = instantOf(payload.timestamp);
  return {
    summary: payload.summary ?? '',
    service: text('service') ?? payload.source,
    environment: text('environment'),
    region: text('region'),
    by: text('by') ?? text('user'),
    links: (body.links ?? []).flatMap(({ href, text: words }) =>
      href === undefined ? [] : [{ href, text: words ?? '' }],
    ),
    ...(kind !== undefined && { kind }),
    ...(happenedAt !== undefined && { happenedAt }),
  };
}

function instantOf(text: string | undefined): Temporal.Instant | undefined {
  if (text === undefined) return undefined;
  try {
    return Temporal.Instant.from(text);
  } catch {
    return undefined;
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}
