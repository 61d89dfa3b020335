// Removing what a file no longer names, by the verbs of each module, so that rights and audit hold.
import { listIngestKeys, removeIngestKey } from '#intake';
import { removeSchedule } from '#oncall';
import { removePolicy } from '#paging';
import { findPerson, putPerson, removeTeam } from '#people';
import type { Tx } from '#platform/context';
import { type FieldError, Problem } from '#platform/errors';
import { archiveService } from '#services';
import { removeStatusPage } from '#updates';
import { removeWebhook } from '#webhooks';

import type { ConfigFile } from './contract.ts';
import { type Claim, keyOf, neededBy, planPrune } from './decide/prune.ts';
import { type ConfigKind, configKinds, type ConfigRef, type Pruned, sectionOf } from './model.ts';
import { presentOf, refOf } from './reads/drift.ts';
import { pagesGoingOnBy } from './reads/open-pages.ts';
import { deleteApplied } from './store/applied.ts';

export interface PruneInput {
  readonly config: ConfigFile;
  /** What every set has named so far. */
  readonly claims: readonly Claim[];
  /** Which of several files this is. */
  readonly set: string;
  /** What stays may go on naming what goes. */
  readonly allowGaps: boolean;
}

const howOf: Record<ConfigKind, Pruned['how']> = {
  person: 'deactivated',
  team: 'removed',
  schedule: 'archived',
  webhook: 'removed',
  escalationPolicy: 'archived',
  service: 'archived',
  ingestKey: 'removed',
  statusPage: 'removed',
  severity: 'removed',
};

/**
 * Removes what earlier files of the set named and this one does not; never what no file of the set has
 * named, nor what another set names. Pages that run keep their policy, and go on by it. Throws
 * `unprocessable` for something that stays and names what goes and for an empty file, unless `allowGaps`;
 * for the last owner and for who applies the file, always.
 */
export async function pruneConfig(tx: Tx, input: PruneInput): Promise<Pruned[]> {
  const { config, claims, set, allowGaps } = input;
  const named = configKinds.flatMap((kind) =>
    (config[sectionOf[kind]] ?? []).map((entry): ConfigRef => ({ kind, ref: refOf(kind, entry) })),
  );
  const present = await presentOf(tx.q, tx.orgId, { kinds: configKinds, now: tx.now });
  const { gone, ended } = planPrune(claims, { set, named, present });
  await deleteApplied(tx.q, tx.orgId, { set, refs: ended });
  if (gone.length === 0) return [];
  const all = Object.fromEntries(
    configKinds.map((kind) => [sectionOf[kind], [...(present.get(kind)?.values() ?? [])]]),
  ) as ConfigFile;
  const needed = neededBy(gone, all, refOf);
  const openPages = await pagesGoingOnBy(tx, gone);
  const pruned = gone.map((one): Pruned => ({
    ...one,
    how: howOf[one.kind],
    neededBy: needed.get(keyOf(one)) ?? [],
    openPages: openPages.get(keyOf(one)) ?? 0,
  }));
  if (!allowGaps) {
    refuseNothing(named, gone);
    refuseNeeded(pruned);
  }
  for (const one of gone) await removeOne(tx, one);
  return pruned;
}

/** A file that came out empty by accident would take everything with it. */
function refuseNothing(named: readonly ConfigRef[], gone: readonly ConfigRef[]): void {
  if (named.length > 0) return;
  const message = `The file names nothing, so all that it named before would go: ${gone.length}.`;
  const told = `${message} Say that this is meant (allowGaps, --allow-gaps).`;
  throw new Problem('unprocessable', told, { errors: [{ pointer: '/prune', message: told }] });
}

function refuseNeeded(pruned: readonly Pruned[]): void {
  const errors = pruned.flatMap((one) =>
    one.neededBy.map(({ kind, ref }): FieldError => ({
      pointer: '/prune',
      message: `${words(one)} would go, but ${words({ kind, ref })} stays and names it.`,
    })),
  );
  if (errors.length === 0) return;
  throw new Problem(
    'unprocessable',
    'Something that stays names what would go. Change it first, or accept it (allowGaps, --allow-gaps).',
    { errors: errors.slice(0, 50) },
  );
}

function words({ kind, ref }: ConfigRef): string {
  return `${kind} ${ref}`;
}

async function removeOne(tx: Tx, one: ConfigRef): Promise<void> {
  try {
    await removers[one.kind](tx, one.ref);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const message = `${words(one)} cannot go: ${error.message}`;
    throw new Problem(error.code, message, { errors: [{ pointer: '/prune', message }] });
  }
}

const removers: Record<ConfigKind, (tx: Tx, ref: string) => Promise<unknown>> = {
  person: deactivate,
  team: removeTeam,
  schedule: removeSchedule,
  webhook: removeWebhook,
  escalationPolicy: removePolicy,
  service: (tx, id) => archiveService(tx, { id }),
  ingestKey: endWayIn,
  statusPage: removeStatusPage,
  severity: () => Promise.resolve(),
};

async function deactivate(tx: Tx, ref: string): Promise<void> {
  const person = await findPerson(tx.q, tx.orgId, ref);
  const { actor } = tx.ctx;
  const own = actor.kind === 'key' ? actor.personId : actor.id;
  if (person?.id === own) {
    throw new Problem('conflict', 'you would lock yourself out. Name yourself in the file.');
  }
  await putPerson(tx, { email: ref, active: false });
}

async function endWayIn(tx: Tx, ref: string): Promise<void> {
  for (const { id, service, source } of await listIngestKeys(tx.q, tx.orgId)) {
    if (`${service}/${source}` === ref) await removeIngestKey(tx, id);
  }
}
