import type { PoolConfig } from 'pg';

// Every module is wired here, and nowhere else: routes, queues, duties, what starts and stops with it.
import { alertsDuties, alertsRoutes, type Neighbours } from '#alerts';
import { changesRoutes } from '#changes';
import { channels } from '#channels';
import { channelWords, createDelivery, type Delivery, deliverySealed } from '#delivery';
import { incidentsOfAlerts, incidentsQueues, incidentsRoutes } from '#incidents';
import { createIntake, type Intake, intakeDuties, listIngestKeys } from '#intake';
import { oncallRoutes } from '#oncall';
import {
  backupNotes,
  createBackups,
  createWatch,
  operationDuties,
  operationRoutes,
  operationSealed,
  rehearsalNotes,
  requireKeys,
  resealDuty,
  ringRoutes,
  type SendMail,
  type Watch,
} from '#operation';
import { type OverviewNeighbours, overviewRoutes } from '#overview';
import {
  acknowledgePageRoutes,
  findPolicy,
  pageRoutes,
  pagesOfGroups,
  pagingDuties,
  pagingQueues,
  policyRoutes,
  policySlugs,
} from '#paging';
import { createPeople, organisations, peopleSealed } from '#people';
import type { Ctx, Platform } from '#platform/context';
import type { Egress } from '#platform/egress';
import type { FastifyRequest, Http } from '#platform/http';
import { keptAnswers } from '#platform/idempotency';
import type { QueueDefinition } from '#platform/jobs';
import { createMail } from '#platform/mail';
import type { RingKey } from '#platform/secrets';
import type { StreamHub } from '#platform/stream';
import { learningOf, postmortemsRoutes } from '#postmortems';
import { proposalsRoutes } from '#proposals';
import { type Policies, servicesRoutes } from '#services';
import { demoBeingMade, setupRoutes } from '#setup';
import { publicStatusRoutes, updatesRoutes } from '#updates';
import { createWebhooks, failedWebhooks, webhooksSealed } from '#webhooks';

import packageFile from '../../package.json' with { type: 'json' };
import { actOnMessage } from './act-on-message.ts';
import { channelSettings, pushSubject } from './channel-settings.ts';
import type { Config } from './config.ts';
import { demoWorld } from './demo-world.ts';
import type { Duty } from './duties.ts';
import { healthRoutes } from './health.ts';
import { mcpRoute } from './mcp-route.ts';
import { metricsRoute } from './metrics.ts';
import { openApiRoute } from './openapi.ts';
import { problemsRoute } from './problems-page.ts';
import { retainedKinds } from './retained-kinds.ts';
import { probeOwnSocket, straightMail } from './second-path.ts';
import { streamRoute } from './stream-route.ts';
import { webRoutes } from './web.ts';

const packageVersion = packageFile.version;

/** What modules may need to be built. */
export interface ModuleDeps {
  platform: Platform;
  config: Config;
  /** The guarded way out. */
  egress: Egress;
  connection: PoolConfig;
  hub: StreamHub;
  ring: readonly RingKey[];
  /** True with a clock moved by hand: nothing runs by itself. */
  manual: boolean;
  /** Live streams that may be open at once; undefined: as many as usual. */
  streams: number | undefined;
}

export interface Modules {
  authenticate(request: FastifyRequest): Promise<Ctx | null>;
  routes(http: Http): Promise<void>;
  readonly queues: readonly QueueDefinition[];
  readonly duties: readonly Duty[];
  readonly watch: Watch;
  /** After the jobs have started, before the first request. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Waits until work in this process (messages being sent) has come to rest. For tests with a manual clock. */
  settle(): Promise<void>;
}

/** Builds all modules, lower ones first. */
export async function createModules(deps: ModuleDeps): Promise<Modules> {
  const { platform, egress, connection, ring } = deps;
  const people = createPeople(platform, { egress });
  const { authenticate } = people;
  const { dataDir } = deps.config;
  const backups = createBackups({ connection, ring, program: packageVersion, dataDir });
  const intake = createIntake(platform, {
    ratePerKey: deps.config.ingestRatePerKey,
    dataDir,
    spoolBytes: deps.config.spoolBytes,
  });
  const webhooks = createWebhooks({ platform, http: egress });
  const mail = createMail();
  const ways = channelSettings(deps.config);
  const { watch, answersAt } = watchOver(platform, egress, straightMail(mail, ways.email));
  const delivery = createDelivery({
    platform,
    http: egress,
    mail,
    dataDir: deps.config.dataDir,
    settings: ways,
    pushSubject: pushSubject(deps.config),
    act: actOnMessage,
    otherClock: demoBeingMade,
  });
  return {
    authenticate,
    async routes(http) {
      answersAt(http);
      people.routes(http);
      servicesRoutes(http, policiesOfServices);
      streamRoute(http, { ...deps, authenticate });
      healthRoutes(http, platform, intake.spool);
      const { checks } = watch;
      metricsRoute(http, platform, { version: packageVersion, spool: intake.spool, checks });
      oncallRoutes(http);
      alertsRoutes(http, neighboursOfAlerts);
      policyRoutes(http, (ctx) => missingWays(ctx, delivery));
      pageRoutes(http);
      acknowledgePageRoutes(http, {
        platform,
        canReply: () => delivery.settings('sms') !== null,
      });
      await intake.routes(http);
      delivery.routes(http);
      setupRoutes(http, demoWorld);
      openApiRoute(http, platform.publicUrl, packageVersion);
      problemsRoute(http);
      changesRoutes(http);
      incidentsRoutes(http);
      updatesRoutes(http);
      postmortemsRoutes(http);
      publicStatusRoutes(http, platform);
      ringRoutes(http, sealedPlaces);
      const keys = ring.map(({ id }) => id);
      operationRoutes(http, { backups, watch, egress, keys, kinds: retainedKinds });
      overviewRoutes(http, neighboursOfOverview(delivery, { intake, watch }));
      webhooks.routes(http);
      proposalsRoutes(http);
      mcpRoute(http, { authenticate, publicUrl: platform.publicUrl, version: packageVersion });
      await webRoutes(http);
    },
    queues: [
      ...pagingQueues(),
      ...delivery.queues,
      ...incidentsQueues,
      ...webhooks.queues,
      ...watch.queues,
    ],
    duties: [
      ...people.duties,
      ...alertsDuties,
      ...intakeDuties,
      ...pagingDuties,
      ...webhooks.duties,
      resealDuty(sealedPlaces),
      ...operationDuties({ watch, backups, kinds: retainedKinds }),
    ],
    watch,
    async start() {
      await requireKeys(platform, sealedPlaces);
      await delivery.start();
      await intake.start();
      if (!deps.manual) watch.start();
    },
    async stop() {
      watch.stop();
      await backups.stop();
      await intake.stop();
      await delivery.stop();
      await webhooks.stop();
    },
    async settle() {
      await backups.idle();
      await intake.settle();
      await delivery.settle();
      await webhooks.settle();
    },
  };
}

/** Where secrets lie, of all modules. */
const sealedPlaces = [
  ...peopleSealed,
  ...deliverySealed,
  ...webhooksSealed,
  ...operationSealed,
  keptAnswers,
];

/** The watch, which asks this process over its own socket once there is one. */
function watchOver(platform: Platform, http: Egress, mail: SendMail | null) {
  let own: Http | null = null;
  const watch = createWatch({ platform, http, mail, probe: () => probeOwnSocket(http, own) });
  return {
    watch,
    answersAt(listening: Http): void {
      own = listening;
    },
  };
}

/** What cannot be sent; in a demo, which sends nothing, everything would be. */
async function missingWays(ctx: Ctx, delivery: Delivery): Promise<Delivery['missing']> {
  const here = (await organisations(ctx.app.db)).find(({ id }) => id === ctx.orgId);
  return here?.kind === 'demo' ? () => null : (kind) => delivery.missing(kind);
}

/** What alerts show of modules further up. */
const neighboursOfAlerts: Neighbours = {
  pagesOfGroups,
  incidentsOfAlerts,
};

/** What Now shows of modules that it may not open. */
function neighboursOfOverview(
  delivery: Delivery,
  { intake, watch }: { intake: Intake; watch: Watch },
): OverviewNeighbours {
  return {
    channels: () =>
      channels.map(({ id, name }) => ({
        id,
        name: channelWords(name),
        configured: delivery.settings(id) !== null,
      })),
    sources: (ctx) => listIngestKeys(ctx.app.db, ctx.orgId),
    learning: learningOf,
    spool: intake.spool,
    chain: async ({ app: { db, clock }, orgId }) => [
      ...watch.notes(),
      ...(await rehearsalNotes(db, orgId)),
      ...(await backupNotes(db, clock.now())),
    ],
    failedWebhooks: (ctx) => failedWebhooks(ctx.app.db, ctx.orgId),
  };
}

/** What services show of escalation policies, which are further up. */
const policiesOfServices: Policies = {
  idOf: async (q, orgId, ref) => (await findPolicy(q, orgId, ref))?.id ?? null,
  slugsOf: policySlugs,
};
