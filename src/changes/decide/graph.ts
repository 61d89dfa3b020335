import type { GraphService } from '../model.ts';

/** The dependency graph, indexed both ways. Unknown slugs behave like services without neighbours. */
export interface Graph {
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly callers: ReadonlyMap<string, readonly string[]>;
}

/** Indexes the services; duplicate edges count once, an edge to itself is dropped. */
export function buildGraph(services: readonly GraphService[]): Graph {
  const dependencies = new Map<string, string[]>();
  const callers = new Map<string, string[]>();
  for (const service of services) {
    const own = [...new Set(service.dependsOn)].filter((slug) => slug !== service.slug);
    dependencies.set(service.slug, own);
    for (const slug of own) {
      const list = callers.get(slug);
      if (list === undefined) callers.set(slug, [service.slug]);
      else list.push(service.slug);
    }
  }
  return { dependencies, callers };
}

/**
 * Hops from `start` along `edges`, breadth first, `start` itself at 0. Safe on cycles.
 * Stops at `limit` hops: what lies farther explains nothing.
 */
export function hopsFrom(
  start: string,
  edges: ReadonlyMap<string, readonly string[]>,
  limit: number,
): Map<string, number> {
  const hops = new Map<string, number>([[start, 0]]);
  let frontier = [start];
  for (let distance = 1; distance <= limit && frontier.length > 0; distance += 1) {
    const next: string[] = [];
    for (const slug of frontier) {
      for (const neighbour of edges.get(slug) ?? []) {
        if (hops.has(neighbour)) continue;
        hops.set(neighbour, distance);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return hops;
}
