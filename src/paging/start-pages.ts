// Opening pages: for alerts, for a person who calls somebody, for a rehearsal. The page, its log and
// its first messages are written with what caused them.
import type { OpenedAlert } from '#alerts';
import { ownersOf } from '#people';
import type { Tx } from '#platform/context';
import { serviceRoutes } from '#services';

import { actOnGroups, system } from './act.ts';
import { planJoin } from './decide/commands.ts';
import { ringKeys } from './decide/rings.ts';
import { planOpen } from './decide/run.ts';
import { eventsOf, factsOf, type Outcome } from './events.ts';
import { fireFirstSteps, type Known } from './first-step.ts';
import type {
  By,
  FrozenPolicy,
  Page,
  PageEvents,
  PageKind,
  Policy,
  Target,
  Urgency,
} from './model.ts';
import { logLines } from './outcome.ts';
import { insertLog } from './store/log.ts';
import { insertPages, reservePageNumbers, selectOpenIdsOfGroups } from './store/pages.ts';
import { selectPoliciesByRefs, takeTurns } from './store/policies.ts';
import { enqueueTimers } from './timer-jobs.ts';

/** The policy of services that name none, by its slug. */
const defaultPolicy = 'default';

/** A page to be opened. */
export interface Opening {
  readonly kind: PageKind;
  readonly groupId: string | null;
  readonly serviceId: string | null;
  readonly title: string;
  readonly severity: string;
  readonly urgency: Urgency;
  readonly by: By | null;
  /** Null: the owners, since the service has no policy. */
  readonly policy: Policy | FrozenPolicy | null;
  /** Whose policy was taken instead of the service's own. */
  readonly instead?: string;
}

/**
 * A page for each new alert group; an alert of a group that has an open page joins it. Opening never
 * depends on anybody being on call, nor on a policy: without one the default policy or the owners are
 * paged. Set-based; runs in the transaction of the alerts.
 */
export async function startPages(tx: Tx, opened: readonly OpenedAlert[]): Promise<Page[]> {
  const groups = [...Map.groupBy(opened, (alert) => alert.groupId).values()];
  const firsts = groups.flatMap(([first]) => first ?? []);
  const [running, services] = await Promise.all([
    selectOpenIdsOfGroups(
      tx.q,
      tx.orgId,
      firsts.map(({ groupId }) => groupId),
    ),
    serviceRoutes(
      tx.q,
      tx.orgId,
      firsts.map(({ serviceId }) => serviceId),
    ),
  ]);
  const fresh = running.length === 0 ? groups : await withoutJoined(tx, groups);
  if (fresh.length === 0) return [];
  const wanted = [...services.values()].flatMap((service) => service.escalationPolicyId ?? []);
  const [policies, firstNumber] = await Promise.all([
    selectPoliciesByRefs(tx.q, tx.orgId, [...new Set([...wanted, defaultPolicy])]),
    reservePageNumbers(tx.q, tx.orgId, fresh.length),
  ]);
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const fallback = policies.find((policy) => policy.slug === defaultPolicy) ?? null;
  const openings = fresh.flatMap((alerts): Opening[] => {
    const [first] = alerts;
    if (!first) return [];
    const own = byId.get(services.get(first.serviceId)?.escalationPolicyId ?? '');
    return [
      {
        kind: 'alert',
        groupId: first.groupId,
        serviceId: first.serviceId,
        title: first.title,
        severity: first.severity,
        urgency: alerts.some(({ urgency }) => urgency === 'high') ? 'high' : 'low',
        by: null,
        policy: own ?? fallback,
        ...(!own && { instead: fallback ? fallback.name : 'owners' }),
      },
    ];
  });
  const alerts = new Map(
    fresh.map((group) => [
      group[0]?.groupId ?? '',
      group.map(({ ref, title, startedAt }) => ({ ref, title, startedAt })),
    ]),
  );
  return openPages(tx, openings, { services, alerts, firstNumber });
}

/**
 * Writes pages, fires their first steps and sets their timers. `known` saves looking up again what
 * their messages tell, and reserving numbers twice.
 */
export async function openPages(
  tx: Tx,
  openings: readonly Opening[],
  known: (Known & { readonly firstNumber: number }) | null = null,
): Promise<Page[]> {
  if (openings.length === 0) return [];
  const owners = openings.some(({ policy }) => policy === null) ? await ownersPolicy(tx) : null;
  const [first, rings] = await Promise.all([
    known?.firstNumber ?? reservePageNumbers(tx.q, tx.orgId, openings.length),
    dealTurns(tx, openings),
  ]);
  const opened = openings.map((opening, index): Page => {
    const policy = opening.policy ?? owners ?? nobody;
    const named = isNamed(policy) ? policy : null;
    return {
      id: tx.newId('pag'),
      number: first + index,
      kind: opening.kind,
      groupId: opening.groupId,
      serviceId: opening.serviceId,
      policyId: named?.id ?? null,
      policyVersion: named?.version ?? null,
      policy: frozen(policy),
      title: opening.title,
      severity: opening.severity,
      unreachable: false,
      acknowledgedBy: null,
      resolvedBy: null,
      openedAt: tx.now,
      openedBy: opening.by,
      run: planOpen({ urgency: opening.urgency, rings: rings[index] ?? {}, now: tx.now }),
    };
  });
  const fired = await fireFirstSteps(tx, opened, known);
  const pages = opened.map((page) => fired.get(page.id)?.after ?? page);
  const outcomes = [...fired.values()];
  enqueueTimers(tx, pages);
  tx.publish({
    topic: 'pages',
    kind: 'opened',
    data: { ids: pages.map(({ id }) => id).slice(0, 200) },
  });
  // What follows is sent behind the pages, and so finds them written.
  await Promise.all([
    insertPages(tx.q, tx.orgId, pages),
    insertLog(tx.q, tx.orgId, [
      ...opened.flatMap((page, index) => openingLines(page, openings[index])),
      ...outcomes.flatMap((outcome) => logLines(tx, outcome)),
    ]),
    tellOpened(tx, pages, outcomes),
  ]);
  return pages;
}

async function tellOpened(
  tx: Tx,
  pages: readonly Page[],
  outcomes: readonly Outcome[],
): Promise<void> {
  const event: PageEvents['page.opened'] = { type: 'page.opened', pages: pages.map(factsOf) };
  await tx.emit(event);
  for (const followed of eventsOf(outcomes)) await tx.emit(followed);
}

/** Alerts of groups whose page runs join it; the other groups are given back. */
async function withoutJoined(tx: Tx, groups: readonly OpenedAlert[][]): Promise<OpenedAlert[][]> {
  const ids = groups.flatMap(([first]) => first?.groupId ?? []);
  const raised = new Set(
    groups.flat().flatMap((alert) => (alert.urgency === 'high' ? [alert.groupId] : [])),
  );
  const joined = new Set<string | null>();
  for (const urgency of ['high', 'low'] as const) {
    const groupIds = ids.filter((id) => raised.has(id) === (urgency === 'high'));
    const results = await actOnGroups(tx, { groupIds, by: system }, (command) =>
      planJoin({ ...command, urgency }),
    );
    for (const { page } of results) joined.add(page.groupId);
  }
  return groups.filter(([first]) => !joined.has(first?.groupId ?? null));
}

/** Positions in the rings of each page's policy, taken in order. */
async function dealTurns(tx: Tx, openings: readonly Opening[]): Promise<Record<string, number>[]> {
  const rings = openings.map((): Record<string, number> => ({}));
  const turns = new Map<string, { policyId: string; ring: string; pages: number[] }>();
  for (const [index, { policy }] of openings.entries()) {
    if (policy === null || !isNamed(policy)) continue;
    for (const ring of ringKeys(policy.steps)) {
      const key = `${policy.id} ${ring}`;
      const known = turns.get(key);
      if (known) known.pages.push(index);
      else turns.set(key, { policyId: policy.id, ring, pages: [index] });
    }
  }
  const asked = [...turns.values()];
  const positions = await takeTurns(
    tx.q,
    tx.orgId,
    asked.map(({ policyId, ring, pages }) => ({ policyId, ring, turns: pages.length })),
  );
  for (const [place, { ring, pages }] of asked.entries()) {
    for (const [offset, index] of pages.entries()) {
      const page = rings[index];
      if (page) page[ring] = (positions[place] ?? 0) + offset;
    }
  }
  return rings;
}

const nobody: FrozenPolicy = {
  steps: [],
  repeat: 0,
  fallback: null,
  acknowledgeTimeoutSeconds: null,
};

async function ownersPolicy(tx: Tx): Promise<FrozenPolicy> {
  const owners = await ownersOf(tx.q, tx.orgId);
  const targets = owners.map((person): Target => ({ kind: 'person', person }));
  return { ...nobody, steps: [{ targets, delaySeconds: 300 }], repeat: 2 };
}

function isNamed(policy: Policy | FrozenPolicy): policy is Policy {
  return 'version' in policy;
}

function frozen(policy: FrozenPolicy): FrozenPolicy {
  const { steps, repeat, fallback, acknowledgeTimeoutSeconds } = policy;
  return { steps, repeat, fallback, acknowledgeTimeoutSeconds };
}

function openingLines(page: Page, opening: Opening | undefined) {
  const line = {
    pageId: page.id,
    at: page.openedAt,
    generation: 1,
    step: 0,
    round: 1,
    by: page.openedBy,
  };
  const opened = { ...line, kind: 'opened' as const, detail: {} };
  if (opening?.instead === undefined) return [opened];
  return [opened, { ...line, kind: 'noPolicy' as const, detail: { instead: opening.instead } }];
}
