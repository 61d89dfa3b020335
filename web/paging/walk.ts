import type { Simulation } from '#paging/contract';

export interface WalkView {
  step: number;
  from: number;
  to: number;
  sent: { at: number; channel: string; person: string }[];
  /** Channels of messages that could not be sent here. */
  unsent: string[];
  people: { name: string; zone: string | null; at: number }[];
  empty: boolean;
  skipped: string[];
  /** When it would have fired had the steps before it not been empty (ms); null when it is on time. */
  movedFrom: number | null;
}

type Line = Simulation['lines'][number];

/** False for a message whose channel is not set up here. */
export function isSent(line: Line): boolean {
  return line.notSent === null;
}

/** The zone in "2026-11-29 02:12 Europe/Lisbon". */
function zoneOf(localTime: string | null): string | null {
  return localTime?.split(' ')[2] ?? null;
}

/** The first round of a simulation as steps on a time axis; `delays` are those of the policy's steps, in ms. */
export function walkOf(lines: readonly Line[], delays: readonly number[]): WalkView[] {
  const round = lines.filter((line) => line.round === 1 && line.step > 0);
  let skippedTime = 0;
  return delays.flatMap((delay, index): WalkView[] => {
    const own = round.filter((line) => line.step === index + 1);
    const first = own.find((line) => line.kind === 'moment');
    if (!first) return [];
    const from = Date.parse(first.at);
    const messages = own.filter((line) => line.kind === 'message');
    const people = new Map<string, WalkView['people'][number]>();
    for (const line of messages) {
      if (line.person && !people.has(line.person.id))
        people.set(line.person.id, {
          name: line.person.name,
          zone: zoneOf(line.localTime),
          at: Date.parse(line.at),
        });
    }
    const empty = messages.length === 0 && first.webhooks.length === 0;
    const movedFrom = skippedTime > 0 ? from + skippedTime : null;
    if (empty) skippedTime += delay;
    return [
      {
        step: index + 1,
        from,
        to: from + delay,
        sent: [
          ...first.webhooks.map((name) => ({ at: from, channel: 'webhook', person: name })),
          ...messages.filter(isSent).map((line) => ({
            at: Date.parse(line.at),
            channel: line.channel ?? '',
            person: line.person?.name ?? '',
          })),
        ],
        unsent: [
          ...new Set(messages.flatMap((line) => (isSent(line) ? [] : [line.channel ?? '']))),
        ],
        people: [...people.values()],
        empty,
        skipped: own.flatMap((line) => line.skipped),
        movedFrom,
      },
    ];
  });
}

/** How many different people hear, and when the first and the last of them does (ms). */
export function heard(lines: readonly Line[]): {
  people: number;
  first: number | null;
  last: number | null;
} {
  const first = new Map<string, number>();
  for (const line of lines)
    if (line.person && isSent(line) && !first.has(line.person.id))
      first.set(line.person.id, Date.parse(line.at));
  const times = [...first.values()];
  return {
    people: times.length,
    first: times.length > 0 ? Math.min(...times) : null,
    last: times.length > 0 ? Math.max(...times) : null,
  };
}
