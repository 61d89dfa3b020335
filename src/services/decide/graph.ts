// Walking dependencies. Real graphs have cycles, so every walk remembers where it has been.

/** Ids of services by what they stand on. */
export type Edges = ReadonlyMap<string, readonly string[]>;

/**
 * Everything that can be reached from `starts`, with the fewest hops it takes (starts are 0), nearest
 * first; at most `mostHops` away.
 */
export function reachable(
  edges: Edges,
  starts: readonly string[],
  mostHops = Infinity,
): Map<string, number> {
  const hops = new Map(starts.map((id) => [id, 0]));
  let front = [...hops.keys()];
  for (let hop = 1; hop <= mostHops && front.length > 0; hop++) {
    const next: string[] = [];
    for (const id of front.flatMap((one) => edges.get(one) ?? [])) {
      if (hops.has(id)) continue;
      hops.set(id, hop);
      next.push(id);
    }
    front = next;
  }
  return hops;
}

/** The same edges the other way round: who stands on a service. */
export function reversed(edges: Edges): Map<string, string[]> {
  const back = new Map<string, string[]>();
  for (const [from, targets] of edges) {
    for (const to of targets) back.set(to, [...(back.get(to) ?? []), from]);
  }
  return back;
}
