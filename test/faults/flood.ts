// O07: a source that floods: everything is taken in, and each problem pages once.
import { countToll, createWorld, type FaultLine, send, setUp, verdict } from './world.ts';

/** So many events of so many problems from one source, as fast as they go. */
export async function flood(events: number, problems: number): Promise<FaultLine> {
  await using world = await createWorld();
  const program = await world.start('embedded');
  await setUp(program, world.hook);
  const begun = performance.now();
  let next = 0;
  let refused = 0;
  const client = async (): Promise<void> => {
    while (next < events) {
      const problem = next++ % problems;
      const event = { title: `Problem ${problem}`, dedupKey: `p-${problem}`, severity: 'critical' };
      const answer = await send(program.url, event);
      if (answer?.status !== 202) refused += 1;
    }
  };
  await Promise.all(Array.from({ length: 16 }, client));
  const seconds = ((performance.now() - begun) / 1000).toFixed(1);
  const toll = await countToll(program, world.hook, new Map());
  const { words, lost } = verdict(toll);
  const tooMany = Math.max(0, toll.pages - problems);
  const text = `${events} events in ${seconds} s, ${refused} refused, ${toll.alerts} alerts, ${words}`;
  return { name: 'flood', text, lost: lost + refused + tooMany };
}
