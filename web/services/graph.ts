/** Who stands on whom, as far as two steps either way from one service. Pure. */

interface Node {
  slug: string;
  dependsOn: readonly string[];
}

export interface Around {
  /** Columns from the left: two steps up, one step up, itself, one step down, two steps down. */
  columns: string[][];
  edges: { from: string; to: string }[];
}

const most = 7;

/** The services around one; each stands in its nearest column, at most seven a column. */
export function around(slug: string, services: readonly Node[]): Around {
  const needs = new Map(services.map((service) => [service.slug, service.dependsOn]));
  const neededBy = new Map<string, string[]>();
  for (const service of services)
    for (const other of service.dependsOn)
      neededBy.set(other, [...(neededBy.get(other) ?? []), service.slug]);
  const seen = new Set([slug]);
  const step = (from: readonly string[], next: (one: string) => readonly string[]) => {
    const found: string[] = [];
    for (const one of from) {
      for (const other of next(one)) {
        if (seen.has(other) || found.length >= most) continue;
        seen.add(other);
        found.push(other);
      }
    }
    return found;
  };
  const up = (one: string) => neededBy.get(one) ?? [];
  const down = (one: string) => needs.get(one) ?? [];
  const up1 = step([slug], up);
  const down1 = step([slug], down);
  const up2 = step(up1, up);
  const down2 = step(down1, down);
  const edges = [...seen].flatMap((from) =>
    down(from).flatMap((to) => (seen.has(to) ? [{ from, to }] : [])),
  );
  return { columns: [up2, up1, [slug], down1, down2], edges };
}

/** Everything that suffers when one service fails: who needs it, directly or through others, nearest first. */
export function blastRadius(
  slug: string,
  services: readonly Node[],
): { slug: string; via: string | null }[] {
  const found: { slug: string; via: string | null }[] = [];
  const seen = new Set([slug]);
  let edge: { slug: string; via: string | null }[] = [{ slug, via: null }];
  while (edge.length > 0) {
    const next = edge.flatMap((one) =>
      services.flatMap((service) =>
        service.dependsOn.includes(one.slug) && !seen.has(service.slug)
          ? [{ slug: service.slug, via: one.slug === slug ? null : one.slug }]
          : [],
      ),
    );
    edge = next.filter((one) => {
      if (seen.has(one.slug)) return false;
      seen.add(one.slug);
      return true;
    });
    found.push(...edge);
  }
  return found;
}
