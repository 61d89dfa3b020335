import { requireRight, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';
// Recording what changed.
import { servicesByRefs } from '#services';

import type { Change, ChangeEvents, ChangeInput } from './model.ts';
import { readChange } from './read-change.ts';
import { insertChanges, type StoredChange } from './store.ts';

/**
 * Records changes, in order; set-based. A service that the catalogue does not know is kept as it was
 * named: a change must not be lost because a slug was misspelt. Throws `unprocessable` with a
 * pointer per wrong field (below `/changes/<index>` when there are several).
 */
export async function recordChanges(tx: Tx, inputs: readonly ChangeInput[]): Promise<Change[]> {
  requireRight(tx.ctx, 'changes:write');
  const read = inputs.map((input) => readChange(input, tx.now));
  const errors = read.flatMap(({ problems }, index) =>
    problems.map(({ pointer, message }) => ({
      pointer: inputs.length === 1 ? pointer : `/changes/${index}${pointer}`,
      message,
    })),
  );
  const [first] = errors;
  if (first) throw new Problem('unprocessable', `${first.pointer}: ${first.message}`, { errors });
  const services = await servicesByRefs(
    tx.q,
    tx.orgId,
    read.flatMap(({ change }) => (change.service === null ? [] : [change.service])),
  );
  const rows = read.map(({ change }): StoredChange => {
    const { service, by, ...facts } = change;
    return {
      ...facts,
      region: facts.region ?? undefined,
      percent: facts.percent ?? undefined,
      id: tx.newId('chg'),
      serviceId: service === null ? null : (services.get(service)?.id ?? null),
      serviceGiven: service,
      recordedAt: tx.now,
      byLabel: by ?? tx.ctx.actor.label,
    };
  });
  await insertChanges(tx.q, tx.orgId, rows, tx.ctx.via);
  const slugs = new Map([...services.values()].map((service) => [service.id, service.slug]));
  const changes = rows.map((row) => named(row, slugs));
  for (const change of changes) {
    tx.audit({
      action: 'change.recorded',
      object: { kind: 'change', id: change.id },
      after: { service: change.service, kind: change.kind, summary: change.summary, by: change.by },
    });
    tx.publish({ topic: 'changes', kind: 'change.recorded', data: { id: change.id } });
  }
  const event: ChangeEvents['change.recorded'] = { type: 'change.recorded', changes };
  await tx.emit(event);
  return changes;
}

/** A row with the slug of its service, or what the sender called it. */
export function named(row: StoredChange, slugs: ReadonlyMap<string, string>): Change {
  const { serviceGiven, byLabel, ...facts } = row;
  const slug = row.serviceId === null ? undefined : slugs.get(row.serviceId);
  return { ...facts, service: slug ?? serviceGiven ?? '', by: byLabel };
}
