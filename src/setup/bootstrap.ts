import { putIngestKey } from '#intake';
import { putPolicy } from '#paging';
// The first start of an installation that the environment describes: ready without a click.
import {
  createOrganisation,
  createOwner,
  ensureApiKey,
  hasOwner,
  lockFirstOwner,
  putTeam,
} from '#people';
import { requireRight, type Tx } from '#platform/context';
import { putService } from '#services';

/** What the environment says about the first owner and the first keys (docs/reference/environment.md). */
export interface BootstrapInput {
  organisation: string;
  email: string;
  /** From `hashPassword`, made before the transaction. */
  passwordHash: string;
  /** IANA zone of the owner. */
  timezone: string;
  apiKey: string | null;
  ingestKey: string | null;
}

/**
 * Makes organisation, owner, API key, a team, the service `default` with its ingest key, and a policy
 * that pages the owner at once. Does nothing, and says so with false, when there is an owner already;
 * of two nodes that start together one does it.
 */
export async function bootstrap(tx: Tx, input: BootstrapInput): Promise<boolean> {
  requireRight(tx.ctx, 'owners:write');
  await lockFirstOwner(tx.q);
  if (await hasOwner(tx.q)) return false;
  const { email, passwordHash, timezone } = input;
  await createOrganisation(tx, { name: input.organisation, kind: 'real' });
  const owner = await createOwner(tx, { email, timezone, passwordHash });
  if (input.apiKey !== null) {
    await ensureApiKey(tx, {
      key: input.apiKey,
      name: 'EVENKEEL_API_KEY',
      scopes: ['*'],
      personId: owner.id,
    });
  }
  await putTeam(tx, { slug: 'default', name: 'Everybody', members: [owner.id] });
  const policy = await putPolicy(tx, {
    slug: 'default',
    name: 'Page the owner',
    steps: [{ targets: [{ person: email }], delaySeconds: 300 }],
    repeat: 2,
    fallback: { person: email },
    // People acknowledge and fall asleep: after half an hour it asks again.
    acknowledgeTimeoutSeconds: 1_800,
  });
  await putService(tx, {
    slug: 'default',
    name: 'Default',
    team: 'default',
    escalationPolicyId: policy.id,
  });
  if (input.ingestKey !== null) {
    await putIngestKey(tx, { service: 'default', source: 'generic', key: input.ingestKey });
  }
  return true;
}
