// The acts themselves, by the verbs of their modules; and the same act rehearsed and taken back.
import { alertRef, findAlert, resolveAlert } from '#alerts';
import { findIncident, incidentRef, resolveIncident, viewerOf } from '#incidents';
import { openPage, pageRef } from '#paging';
import { type Ctx, inTransaction, type Tx } from '#platform/context';
import { notFound, Problem } from '#platform/errors';
import { applyConfig, type ConfigResult, planConfig } from '#setup';
import { publishUpdate } from '#updates';

import type { Ask, Foreseen, Outcome } from './model.ts';
import { planLines, updateLines, whomOf } from './views/words.ts';

type Body<K extends Ask['kind']> = Extract<Ask, { kind: K }>['body'];

/** Does what was asked for. Rights and states are checked by each verb, for whoever `tx` acts for. */
export async function carryOut(tx: Tx, ask: Ask): Promise<Outcome> {
  switch (ask.kind) {
    case 'page': {
      const { number } = await openPage(tx, ask.body);
      return { ref: pageRef(number), href: '/' };
    }
    case 'update':
      return publish(tx, ask.body);
    case 'resolveIncident': {
      const { number } = await resolveIncident(tx, ask.body);
      return { ref: incidentRef(number), href: `/incidents/${incidentRef(number)}` };
    }
    case 'resolveAlert':
      return endAlert(tx, ask.body);
    case 'apply': {
      const { changes } = await applyConfig(tx, { config: ask.body.config, allowGaps: false });
      return { ref: `${changes.length} changes`, href: '/settings/audit' };
    }
  }
}

async function publish(tx: Tx, body: Body<'update'>): Promise<Outcome> {
  const { nextUpdateAt, ...rest } = body;
  const next = typeof nextUpdateAt === 'string' ? Temporal.Instant.from(nextUpdateAt) : null;
  await publishUpdate(tx, { ...rest, nextUpdateAt: next });
  return { ref: body.incident, href: `/incidents/${body.incident}` };
}

async function endAlert(tx: Tx, { alert: ref }: Body<'resolveAlert'>): Promise<Outcome> {
  const alert = (await findAlert(tx.q, tx.orgId, ref)) ?? notFound('alert', ref);
  await resolveAlert(tx, { alert: alert.id });
  return { ref: alertRef(alert.number), href: `/alerts/${alertRef(alert.number)}` };
}

class TakeBack extends Error {}

/**
 * What it would do, in words, after doing it and taking it back: what is refused now is refused
 * before anybody is asked. Throws what the act throws, and `forbidden` for a private incident.
 */
export async function rehearse(ctx: Ctx, ask: Ask): Promise<Foreseen> {
  if (ask.kind === 'apply') {
    const plan = await planConfig(ctx, { config: ask.body.config, allowGaps: false });
    return foreseenPlan(plan);
  }
  const told: { foreseen?: Foreseen } = {};
  try {
    await inTransaction(ctx, async (tx) => {
      told.foreseen = await foresee(tx, ask);
      await carryOut(tx, ask);
      throw new TakeBack('a rehearsal is not kept');
    });
  } catch (error) {
    if (!(error instanceof TakeBack)) throw error;
  }
  if (!told.foreseen) throw new Error('A rehearsal said nothing.');
  return told.foreseen;
}

async function foresee(tx: Tx, ask: Exclude<Ask, { kind: 'apply' }>): Promise<Foreseen> {
  switch (ask.kind) {
    case 'page':
      return { summary: `Page ${whomOf(ask.body)}: ${ask.body.title}`, detail: [] };
    case 'update': {
      const incident = await openToAgents(tx, ask.body.incident);
      const to = ask.body.audiences.join(', ');
      return { summary: `Tell ${to} about ${incident}`, detail: updateLines(ask.body) };
    }
    case 'resolveIncident': {
      const incident = await openToAgents(tx, ask.body.incident);
      const { how } = ask.body;
      const detail = how === undefined ? [] : [`Verified: ${how}`];
      return { summary: `Resolve ${incident}`, detail };
    }
    case 'resolveAlert': {
      const found = await findAlert(tx.q, tx.orgId, ask.body.alert);
      const alert = found ?? notFound('alert', ask.body.alert);
      return { summary: `Resolve ${alertRef(alert.number)}: ${alert.title}`, detail: [] };
    }
  }
}

/** The incident in words. A private one is nothing that agents speak about. */
async function openToAgents(tx: Tx, ref: string): Promise<string> {
  const found = await findIncident(tx.q, tx.orgId, ref, viewerOf(tx.ctx));
  const incident = found ?? notFound('incident', ref);
  if (incident.private) {
    throw new Problem('forbidden', 'A private incident is left to people.');
  }
  return `${incidentRef(incident.number)}: ${incident.title}`;
}

function foreseenPlan(plan: ConfigResult): Foreseen {
  const { length } = plan.changes.filter(({ change }) => change !== 'unchanged');
  if (plan.gaps.length > 0) {
    throw new Problem('unprocessable', 'It would leave nobody on call for a while.');
  }
  return {
    summary: `Apply a config file: ${length === 1 ? '1 change' : `${length} changes`}`,
    detail: planLines(plan),
  };
}
