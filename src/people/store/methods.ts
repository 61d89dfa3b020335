// SQL on contact methods and notification rules.
import { anyOf, jsonb, type Queries, type Trx } from '#platform/db';

import type { ContactMethod, MethodKind, NotificationRule, Urgency } from '../model.ts';

const columns = [
  'id',
  'personId',
  'kind',
  'address',
  'settings',
  'sealed',
  'verifiedAt',
  'brokenAt',
  'brokenReason',
] as const;

type Row = Omit<ContactMethod, 'kind' | 'settings'> & { kind: string; settings: unknown };

function toMethod(row: Row): ContactMethod {
  return {
    ...row,
    kind: row.kind as MethodKind,
    settings: row.settings as Record<string, string>,
  };
}

/** Methods of these people, oldest first. */
export async function selectMethods(
  q: Queries,
  orgId: string,
  personIds: readonly string[],
): Promise<ContactMethod[]> {
  if (personIds.length === 0) return [];
  const rows = await q
    .selectFrom('contactMethods')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('personId', '=', anyOf(personIds))
    .orderBy('id')
    .execute();
  return rows.map(toMethod);
}

export async function selectMethod(
  q: Queries,
  orgId: string,
  id: string,
): Promise<ContactMethod | null> {
  const row = await q
    .selectFrom('contactMethods')
    .select(columns)
    .where('orgId', '=', orgId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? toMethod(row) : null;
}

export async function insertMethod(
  q: Trx,
  orgId: string,
  method: ContactMethod,
  now: Temporal.Instant,
): Promise<void> {
  await q
    .insertInto('contactMethods')
    .values({
      orgId,
      ...method,
      settings: jsonb(method.settings),
      codeHash: null,
      codeSentAt: null,
      codeTries: 0,
      createdAt: now,
    })
    .execute();
}

/** Writes address, settings, secrets, verification and health of a method. */
export async function updateMethod(q: Trx, orgId: string, method: ContactMethod): Promise<void> {
  const { address, sealed, verifiedAt, brokenAt, brokenReason } = method;
  await q
    .updateTable('contactMethods')
    .set({
      address,
      settings: jsonb(method.settings),
      sealed,
      verifiedAt,
      brokenAt,
      brokenReason,
    })
    .where('orgId', '=', orgId)
    .where('id', '=', method.id)
    .execute();
}

export async function deleteMethods(q: Trx, orgId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await q
    .deleteFrom('contactMethods')
    .where('orgId', '=', orgId)
    .where('id', '=', anyOf(ids))
    .execute();
}

/** A verification that is under way. */
export interface CodeState {
  codeHash: string | null;
  codeSentAt: Temporal.Instant | null;
  codeTries: number;
}

/** Holds the row, so that tries of a code are counted one by one. */
export async function selectCodeForUpdate(
  q: Trx,
  orgId: string,
  methodId: string,
): Promise<CodeState | null> {
  const row = await q
    .selectFrom('contactMethods')
    .select(['codeHash', 'codeSentAt', 'codeTries'])
    .where('orgId', '=', orgId)
    .where('id', '=', methodId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export async function updateCode(
  q: Trx,
  orgId: string,
  methodId: string,
  state: CodeState,
): Promise<void> {
  await q
    .updateTable('contactMethods')
    .set(state)
    .where('orgId', '=', orgId)
    .where('id', '=', methodId)
    .execute();
}

/** Rules of these people in their order, with whose they are. */
export async function selectRules(
  q: Queries,
  orgId: string,
  personIds: readonly string[],
): Promise<(NotificationRule & { personId: string })[]> {
  if (personIds.length === 0) return [];
  const rows = await q
    .selectFrom('notificationRules')
    .select(['personId', 'urgency', 'afterSeconds', 'byMethod'])
    .where('orgId', '=', orgId)
    .where('personId', '=', anyOf(personIds))
    .orderBy('personId')
    .orderBy('position')
    .execute();
  return rows.map(({ personId, urgency, afterSeconds, byMethod }) => ({
    personId,
    urgency: urgency as Urgency,
    afterSeconds,
    by: byMethod,
  }));
}

export async function replaceRules(
  q: Trx,
  orgId: string,
  personId: string,
  rules: readonly NotificationRule[],
): Promise<void> {
  await q
    .deleteFrom('notificationRules')
    .where('orgId', '=', orgId)
    .where('personId', '=', personId)
    .execute();
  if (rules.length === 0) return;
  await q
    .insertInto('notificationRules')
    .values(
      rules.map((rule, position) => ({
        orgId,
        personId,
        position,
        urgency: rule.urgency,
        afterSeconds: rule.afterSeconds,
        byMethod: rule.by,
      })),
    )
    .execute();
}
