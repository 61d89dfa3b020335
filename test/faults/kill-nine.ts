// K1, K2, K4: the program is killed at random moments under load, now and then together with its database.
import { setTimeout as sleep } from 'node:timers/promises';

import { killQuietly, until } from '#harness/program';

import { countToll, createWorld, type FaultLine, setUp, startLoad, verdict } from './world.ts';

/** Kills the program so many times at random moments. */
export async function killNine(kills: number): Promise<FaultLine> {
  await using world = await createWorld();
  let program = await world.start('embedded');
  await setUp(program, world.hook);
  const load = startLoad(program, { name: 'kill', clients: 6, pageEvery: 10 });
  for (let round = 0; round < kills; round += 1) {
    const before = load.answered.size;
    await until('an answer', () => load.answered.size > before, 60_000);
    // Looked up ahead: listing processes takes a while, in which the receiver here would answer nobody.
    const family = program.family();
    const doomed = family.filter(({ command }) => round % 3 === 2 || !command.includes('postgres'));
    await sleep(Math.random() * 1000);
    for (const { pid } of doomed) killQuietly(pid);
    await program.kill();
    program = await world.start('embedded');
    load.to(program);
  }
  await load.stop();
  const toll = await countToll(program, world.hook, load.answered, 120_000);
  const { words, lost } = verdict(toll);
  const each = (toll.repeats / kills).toFixed(2);
  const text = `${kills} kills, ${load.answered.size} answered, ${words}, ${each} repeated a kill`;
  return { name: 'kill-9', text, lost };
}

/** The embedded PostgreSQL alone is killed, and started again by its keeper; the program runs on. */
export async function databaseKilled(kills: number): Promise<FaultLine> {
  await using world = await createWorld();
  const program = await world.start('embedded');
  await setUp(program, world.hook);
  const load = startLoad(program, { name: 'db', clients: 6, pageEvery: 10 });
  for (let round = 0; round < kills; round += 1) {
    const before = load.answered.size;
    await until('answers', () => load.answered.size > before + 20, 60_000);
    for (const { pid, command } of program.family()) {
      if (/postgres/.test(command)) killQuietly(pid);
    }
    await sleep(300);
  }
  await load.stop();
  const toll = await countToll(program, world.hook, load.answered, 120_000);
  const { words, lost } = verdict(toll);
  const spooled = [...load.answered.values()].filter((how) => how === 'spool').length;
  const refused = [...load.statuses].filter(([status]) => status !== 202);
  const others = refused.map(([status, count]) => `, ${count} times ${status}`).join('');
  const text = `${kills} kills, ${load.answered.size} answered (${spooled} from the spool${others}), ${words}`;
  return { name: 'postgres-killed', text, lost };
}
