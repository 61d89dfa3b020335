// K13: a node's clock jumps by an hour both ways, and the clocks of people change over night.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { person, startPagingRig } from '#harness/paging-rig';
import { until } from '#harness/program';

import { countToll, createWorld, type FaultLine, setUp, startLoad, verdict } from './world.ts';

const hour = 3_600_000;

/**
 * The clock of a node under load jumps an hour ahead and then two back. The second step of every page
 * comes an hour after the first: a node that believed its own clock would tell of it at once.
 */
export async function clockJumps(secondsEach: number): Promise<FaultLine> {
  const dir = mkdtempSync(join(tmpdir(), 'ek-clock-'));
  const file = join(dir, 'offset');
  const set = (offset: number): void => writeFileSync(file, String(offset));
  set(0);
  await using world = await createWorld();
  try {
    const program = await world.start('shared', {
      env: {
        NODE_OPTIONS: `--import=${join(import.meta.dirname, 'shift-clock.ts')}`,
        EVENKEEL_TEST_CLOCK_FILE: file,
      },
    });
    await setUp(program, world.hook);
    const load = startLoad(program, { name: 'clock', clients: 4, pageEvery: 5, pauseMs: 20 });
    for (const offset of [hour, -hour, 0]) {
      const before = load.answered.size;
      await until('answers', () => load.answered.size > before + 10, 30_000);
      set(offset);
      await sleep(secondsEach * 1000);
    }
    await load.stop();
    const toll = await countToll(program, world.hook, load.answered);
    const early = world.hook.hooks.filter(
      ({ body }) => body['type'] === 'page' && body['step'] === 2,
    );
    const { words, lost } = verdict(toll);
    const text = `+1 h, -2 h, +1 h, ${load.answered.size} answered, ${early.length} steps told early, ${words}`;
    return { name: 'clock-jumps', text, lost: lost + early.length };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

/** Who is mailed in half an hour that begins then, with the seconds after its begin. */
async function mailedFrom(now: string): Promise<string> {
  await using rig = await startPagingRig({ now });
  await rig.policy({ steps: [person('ana'), person('ben'), person('cai')], repeat: 1 });
  await rig.alert();
  const begun = rig.app.now();
  const seen: string[] = [];
  for (let minute = 0; minute <= 30; minute += 1) {
    for (const name of rig.mailed().slice(seen.length)) {
      seen.push(`${name}@${rig.app.now().since(begun).total('minutes')}`);
    }
    await rig.app.advance('1m');
  }
  return seen.join(' ');
}

/** The same page on an ordinary night and in the two nights in which clocks change. */
export async function daylightSaving(): Promise<FaultLine> {
  const ordinary = await mailedFrom('2026-10-20T00:50:00Z');
  const edges = [
    await mailedFrom('2026-10-25T00:50:00Z'),
    await mailedFrom('2027-03-28T00:50:00Z'),
  ];
  const wrong = edges.filter((mailed) => mailed !== ordinary || mailed === '').length;
  const text = `${ordinary.split(' ').length} messages a night, ${wrong} of 2 nights differ from an ordinary one`;
  return { name: 'daylight-saving', text, lost: wrong };
}
