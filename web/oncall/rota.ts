import type { Schedule } from '#oncall/contract';

export type RotaKind = 'daily' | 'weekly' | 'monthly';
type Layer = Schedule['layers'][number];

/** What the form can show of a layer: its rhythm, its start (ms) and its ring of people. */
export function readLayer(layer: Layer): { kind: RotaKind; start: number; users: string[] } {
  const { kind } = layer.rotation;
  return {
    kind: kind === 'daily' || kind === 'monthly' ? kind : 'weekly',
    start: Date.parse(layer.rotation.start.replace(/\[.*\]$/, '')),
    users: layer.users.flatMap((user) => (user === null ? [] : user)),
  };
}

/** RFC 9557: the instant with its offset and its zone, as the API wants a rotation's start. */
export function zonedText(at: number, zone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      timeZoneName: 'longOffset',
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  );
  const offset =
    (parts['timeZoneName'] ?? 'GMT').replace('GMT', '').replace('\u2212', '-') || '+00:00';
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}${offset}[${zone}]`;
}

/** The layer with what the form changed; everything the form does not show stays. */
export function writeLayer(
  before: Layer | undefined,
  form: { kind: RotaKind; start: number; users: readonly string[] },
  zone: string,
): Layer {
  const start = zonedText(form.start, zone);
  const same = before !== undefined && before.rotation.kind === form.kind;
  return {
    ...before,
    rotation: {
      ...(same ? before.rotation : { every: 1 }),
      kind: form.kind,
      start,
      handoff: start.slice(11, 16),
    },
    users: [...form.users],
  };
}
