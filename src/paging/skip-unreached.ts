// No message got through to anybody of a step: its time does not have to run out.
import type { NotificationRef } from '#delivery';
import type { Tx } from '#platform/context';

import { system } from './act.ts';
import { carryOut, type Move } from './carry-out.ts';
import { planUnreached } from './decide/unreached.ts';
import { mayReachSomebody } from './reads/hope.ts';
import { insertLog } from './store/log.ts';
import { lockPages } from './store/pages.ts';

/**
 * Every way to reach these people failed. The page's log says so; when nobody of the step that is
 * waited for is left whom a message may reach, the next one goes on at once.
 */
export async function skipUnreached(tx: Tx, lost: readonly NotificationRef[]): Promise<void> {
  const about = lost.filter(({ subjectKind }) => subjectKind === 'page');
  const pages = await lockPages(tx.q, tx.orgId, [
    ...new Set(about.map(({ subjectId }) => subjectId)),
  ]);
  const moves: Move[] = [];
  for (const page of pages) {
    const { run } = page;
    const mine = about.filter(
      ({ subjectId, generation }) => subjectId === page.id && generation === run.generation,
    );
    if (mine.length === 0) continue;
    await insertLog(tx.q, tx.orgId, [
      {
        pageId: page.id,
        at: tx.now,
        kind: 'undeliverable',
        generation: run.generation,
        step: run.step,
        round: run.round,
        by: null,
        detail: { people: [...new Set(mine.map(({ personId }) => personId))] },
      },
    ]);
    // Whoever was paged before had their time; with nothing left to bring forward, they still count.
    const hope = await mayReachSomebody(
      tx.q,
      tx.orgId,
      page,
      run.next === null ? 'generation' : 'step',
    );
    if (!hope) moves.push({ page, by: system, plan: planUnreached(run, tx.now) });
  }
  await carryOut(tx, moves);
}
