// K16, K17: several nodes on one database race for the same steps; one of them is frozen past its lease.
import { setTimeout as sleep } from 'node:timers/promises';

import { until } from '#harness/program';

import { api, countToll, createWorld, type FaultLine, setUp, startLoad, verdict } from './world.ts';

/** So many nodes take turns in receiving events; each page is told once, by whichever node. */
export async function nodesRace(count: number, events: number): Promise<FaultLine> {
  await using world = await createWorld();
  const first = await world.start('shared', { name: 'node-1' });
  await setUp(first, world.hook);
  const nodes = [first];
  while (nodes.length < count) {
    nodes.push(await world.start('shared', { name: `node-${nodes.length + 1}` }));
  }
  const loads = nodes.map((node, nth) =>
    startLoad(node, { name: `race-${nth}`, clients: 2, pageEvery: 2 }),
  );
  const total = (): number => loads.reduce((sum, load) => sum + load.answered.size, 0);
  await until('the events', () => total() >= events, 300_000);
  await Promise.all(loads.map((load) => load.stop()));
  const answered = new Map(loads.flatMap((load) => [...load.answered]));
  const toll = await countToll(first, world.hook, answered);
  const { words, lost } = verdict(toll);
  // Nothing failed here, so nothing may come twice either.
  const text = `${count} nodes, ${answered.size} answered, ${words}`;
  return { name: `nodes-${count}`, text, lost: lost + toll.repeats };
}

/**
 * A node is stopped in the middle of its work for longer than its leases, and woken. The other sends
 * what it held; nothing is told of pages that were answered meanwhile.
 */
export async function frozenNode(seconds: number): Promise<FaultLine> {
  await using world = await createWorld();
  const frozen = await world.start('shared', { name: 'frozen' });
  await setUp(frozen, world.hook);
  const other = await world.start('shared', { name: 'other' });
  const load = startLoad(frozen, { name: 'frozen', clients: 6, pageEvery: 2 });
  await until('answers', () => load.answered.size >= 100, 60_000);
  process.kill(frozen.serverPid(), 'SIGSTOP');
  load.to(other);
  const begun = performance.now();
  // Those clients whose request the frozen node holds wait for it; the pages go on without it.
  await sleep(seconds * 1000);
  await until(
    'the other node to tell what the frozen one held',
    async () => {
      const told = new Set(world.hook.hooks.map(({ body }) => String(body['ref'])));
      const pages = await api(other).all<{ ref: string }>('/v1/pages');
      return pages.every(({ ref }) => told.has(ref));
    },
    60_000,
  );
  const told = ((performance.now() - begun) / 1000).toFixed(0);
  const pages = await api(other).all<{ id: string; ref: string; state: string }>('/v1/pages');
  for (const { id } of pages) await api(other).post(`/v1/pages/${id}/acknowledge`);
  const taken = new Set(pages.map(({ ref }) => ref));
  const before = world.hook.hooks.length;
  process.kill(frozen.serverPid(), 'SIGCONT');
  await load.stop();
  await sleep(3000);
  const late = world.hook.hooks
    .slice(before)
    .filter(({ body }) => body['type'] === 'page' && taken.has(String(body['ref'])));
  const toll = await countToll(other, world.hook, load.answered);
  const { words, lost } = verdict(toll);
  const text = `frozen until all was told without it (${told} s), ${load.answered.size} answered, ${late.length} told after their answer, ${words}`;
  return { name: 'frozen-node', text, lost };
}
