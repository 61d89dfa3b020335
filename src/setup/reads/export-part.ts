// One object of the installation as a config file: what "copy as YAML" gives.
import { findSchedule } from '#oncall';
import { findPolicy } from '#paging';
import { findPerson, findTeam } from '#people';
import { type Ctx, requireRight } from '#platform/context';
import type { Queries } from '#platform/db';
import { notFound } from '#platform/errors';
import { servicesByRefs } from '#services';
import { webhooksByRefs } from '#webhooks';

import type { ConfigFile } from '../contract.ts';
import { type ConfigKind, sectionOf } from '../model.ts';
import { refOf } from './drift.ts';
import { exportConfig, exportSection } from './export-config.ts';

/** Who may read a thing may read it as YAML; everything at once is for those who may read settings. */
const rightFor = {
  person: 'people:read',
  team: 'teams:read',
  schedule: 'schedules:read',
  webhook: 'settings:read',
  escalationPolicy: 'policies:read',
  service: 'services:read',
  ingestKey: 'keys:read',
  statusPage: 'updates:read',
  severity: 'incidents:read',
} as const satisfies Record<ConfigKind, string>;

/**
 * The whole config, one kind of it, or one object (slug, address, `service/source` or id). Throws
 * `forbidden` and `notFound`.
 */
export async function exportPart(
  ctx: Ctx,
  { kind, id }: { kind?: ConfigKind | undefined; id?: string | undefined },
): Promise<ConfigFile> {
  const { db, clock } = ctx.app;
  const now = clock.now();
  requireRight(ctx, kind === undefined ? 'settings:read' : rightFor[kind]);
  if (kind === undefined) return exportConfig(db, ctx.orgId, now);
  const entries = await exportSection(db, ctx.orgId, { kind, now });
  if (id === undefined) return { [sectionOf[kind]]: entries };
  const ref = await nameOf(db, ctx.orgId, { kind, id });
  const found = entries.filter((entry) => refOf(kind, entry) === ref);
  if (found.length === 0) notFound(kind, id);
  return { [sectionOf[kind]]: found };
}

/** The name in files of what an id means; what is no id is taken as the name. */
async function nameOf(
  q: Queries,
  orgId: string,
  { kind, id }: { kind: ConfigKind; id: string },
): Promise<string> {
  switch (kind) {
    case 'person':
      return (await findPerson(q, orgId, id))?.email ?? id;
    case 'team':
      return (await findTeam(q, orgId, id))?.slug ?? id;
    case 'schedule':
      return (await findSchedule(q, orgId, id))?.slug ?? id;
    case 'escalationPolicy':
      return (await findPolicy(q, orgId, id))?.slug ?? id;
    case 'webhook':
      return (await webhooksByRefs(q, orgId, [id])).get(id)?.name ?? id;
    case 'service':
      return (await servicesByRefs(q, orgId, [id])).get(id)?.slug ?? id;
    default:
      return id;
  }
}
