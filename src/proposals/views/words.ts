// What would happen, in words for whoever confirms it.
import type { ConfigResult } from '#setup';

import type { Ask } from '../model.ts';

type Body<K extends Ask['kind']> = Extract<Ask, { kind: K }>['body'];

const mostLines = 40;

/** `payments (team)`. */
export function whomOf(body: Body<'page'>): string {
  const named = (['person', 'team', 'schedule', 'policy', 'service'] as const).flatMap((kind) =>
    body[kind] === undefined ? [] : [`${body[kind]} (${kind})`],
  );
  return named.join(', ');
}

/** The four fields of an update. */
export function updateLines(body: Body<'update'>): string[] {
  return [
    `Status: ${body.status}`,
    `Impact: ${body.impact}`,
    `Action: ${body.action}`,
    `Next update: ${typeof body.nextUpdateAt === 'string' ? minuteOf(body.nextUpdateAt) : 'none'}`,
  ];
}

function minuteOf(at: string): string {
  return `${Temporal.Instant.from(at).toString({ smallestUnit: 'minute' }).replace('T', ' ').slice(0, -1)} UTC`;
}

/** Objects first, then who is on call instead. */
export function planLines(plan: ConfigResult): string[] {
  const people = (list: readonly string[]): string => list.join(', ') || 'nobody';
  const lines = [
    ...plan.changes
      .filter(({ change }) => change !== 'unchanged')
      .map(({ kind, ref, change }) => `${change} ${kind} ${ref}`),
    ...plan.moves.map(
      ({ schedule, from, before, after }) =>
        `${schedule}, from ${from.toString({ smallestUnit: 'minute' })}: ${people(before)} -> ${people(after)}`,
    ),
  ];
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `and ${more} more`] : lines;
}
