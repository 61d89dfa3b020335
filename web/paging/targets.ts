import type { Target } from '#paging/contract';

export type TargetKind = 'schedule' | 'team' | 'person' | 'roundRobin' | 'webhook';

/** Which kind a target is, and what it names: slugs, addresses or ids. */
export function readTarget(target: Target): { kind: TargetKind; refs: string[] } {
  if (target.schedule !== undefined) return { kind: 'schedule', refs: [target.schedule] };
  if (target.team !== undefined) return { kind: 'team', refs: [target.team] };
  if (target.person !== undefined) return { kind: 'person', refs: [target.person] };
  if (target.webhook !== undefined) return { kind: 'webhook', refs: [target.webhook] };
  return { kind: 'roundRobin', refs: target.roundRobin ?? [] };
}

/** One text for a target, for selects: `schedule:payments-primary`. */
export function targetId(target: Target): string {
  const { kind, refs } = readTarget(target);
  return `${kind}:${refs.join(',')}`;
}

/** The target of such a text. */
export function targetOf(id: string): Target {
  const colon = id.indexOf(':');
  const kind = id.slice(0, colon);
  const ref = id.slice(colon + 1);
  if (kind === 'schedule') return { schedule: ref };
  if (kind === 'team') return { team: ref };
  if (kind === 'person') return { person: ref };
  if (kind === 'webhook') return { webhook: ref };
  return { roundRobin: ref.split(',') };
}
