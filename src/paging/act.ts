// What the verbs on pages have in common: who acts, which pages, and doing it under their locks.
import { lockGroups } from '#alerts';
import { findPerson } from '#people';
import { personOf, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';

import { carryOut } from './carry-out.ts';
import type { Command } from './decide/commands.ts';
import type { By, Page, Plan } from './model.ts';
import { lockPages, selectOpenIdsOfGroups, selectPage } from './store/pages.ts';

/** A page by id or ref (`P-12`); `by` is an e-mail address or id, else whoever calls. */
export interface PageAction {
  readonly pageId: string;
  readonly by?: string | undefined;
}

/** Pages of alert groups, for reactions to what was done to the alerts. */
export interface GroupsAction {
  readonly groupIds: readonly string[];
  readonly by: By;
}

/** What became of a page, and why; `changed: false` when it stayed as it was. */
export interface ActResult {
  readonly page: Page;
  readonly changed: boolean;
  readonly reason: Plan['reason'];
}

export const system: By = { kind: 'system', id: 'paging', label: 'evenkeel' };

/** Acts on one page. Throws `notFound`, `unprocessable` for an unknown person. */
export async function actOnPage(
  tx: Tx,
  action: PageAction,
  decide: (command: Command) => Plan,
): Promise<ActResult> {
  const found =
    (await selectPage(tx.q, tx.orgId, action.pageId)) ?? notFound('page', action.pageId);
  const by = await byOf(tx, action.by);
  if (found.groupId !== null) await lockGroups(tx, [found.groupId]);
  const [result] = await actOnPages(tx, { ids: [found.id], by }, decide);
  return result ?? notFound('page', action.pageId);
}

/** Acts on the open pages of alert groups, whose alerts the caller has locked. */
export async function actOnGroups(
  tx: Tx,
  { groupIds, by }: GroupsAction,
  decide: (command: Command) => Plan,
): Promise<ActResult[]> {
  const ids = await selectOpenIdsOfGroups(tx.q, tx.orgId, groupIds);
  return actOnPages(tx, { ids, by }, decide);
}

/** Locks, decides on what is there then, and carries out. The alerts of the pages are locked before. */
export async function actOnPages(
  tx: Tx,
  { ids, by }: { ids: readonly string[]; by: By },
  decide: (command: Command) => Plan,
): Promise<ActResult[]> {
  const pages = await lockPages(tx.q, tx.orgId, ids);
  const person = by.kind === 'person' ? by.id : null;
  const moves = pages.map((page) => ({
    page,
    by,
    plan: decide({ run: page.run, policy: page.policy, now: tx.now, by: person }),
  }));
  const after = await carryOut(tx, moves);
  return moves.map(({ page, plan }, index) => ({
    page: after[index] ?? page,
    changed: plan.changed,
    reason: plan.reason,
  }));
}

/** Who an act is recorded for: the person named, the one behind the caller, or the caller itself. */
export async function byOf(tx: Tx, ref: string | undefined): Promise<By> {
  const { actor } = tx.ctx;
  const asked = ref ?? personOf(actor);
  const person = asked === null ? null : await findPerson(tx.q, tx.orgId, asked);
  if (person) return { kind: 'person', id: person.id, label: person.email };
  if (ref === undefined) return { kind: actor.kind, id: actor.id, label: actor.label };
  throw new Problem('unprocessable', `Nobody here is ${JSON.stringify(ref)}.`, {
    errors: [{ pointer: '/by', message: 'must be the e-mail address of a person' }],
  });
}
