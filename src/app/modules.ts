// Every module is wired here, and nowhere else: routes, queues, duties, what starts and stops with it.
import { alertsDuties, alertsRoutes, type Neighbours } from '#alerts';
import { createIntake, intakeDuties } from '#intake';
import { changesRoutes } from '#changes';
import { createPeople } from '#people';
import { oncallRoutes } from '#oncall';
import type { Ctx, Platform } from '#platform/context';
import type { FastifyRequest, Http } from '#platform/http';
import type { QueueDefinition } from '#platform/jobs';
import type { StreamHub } from '#platform/stream';
import { type Policies, servicesRoutes } from '#services';
import type { PoolConfig } from 'pg';

import packageFile from '../../package.json' with { type: 'json' };

import type { Config } from './config.ts';
import type { Duty } from './duties.ts';
import { healthRoutes } from './health.ts';
import { openApiRoute } from './openapi.ts';
import { streamRoute } from './stream-route.ts';
import { webRoutes } from './web.ts';

const packageVersion = packageFile.version;

/** What modules may need to be built. */
export interface ModuleDeps {
  platform: Platform;
  config: Config;
  connection: PoolConfig;
  hub: StreamHub;
}

export interface Modules {
  authenticate(request: FastifyRequest): Promise<Ctx | null>;
  routes(http: Http): Promise<void>;
  readonly queues: readonly QueueDefinition[];
  readonly duties: readonly Duty[];
  /** After the jobs have started, before the first request. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Waits until work in this process (messages being sent) has come to rest. For tests with a manual clock. */
  settle(): Promise<void>;
}

/** Builds all modules, lower ones first. */
export async function createModules(deps: ModuleDeps): Promise<Modules> {
  const { platform } = deps;
  const people = createPeople(platform);
  const { authenticate } = people;
  const intake = createIntake(platform, { ratePerKey: deps.config.ingestRatePerKey });
  return {
    authenticate,
    async routes(http) {
      people.routes(http);
      servicesRoutes(http, policiesOfServices);
      streamRoute(http, { ...deps, authenticate });
      healthRoutes(http, platform);
      oncallRoutes(http);
      alertsRoutes(http, neighboursOfAlerts);
      await intake.routes(http);
      openApiRoute(http, platform.publicUrl, packageVersion);
      changesRoutes(http);
      await webRoutes(http);
    },
    queues: [],
    duties: [...people.duties, ...alertsDuties, ...intakeDuties],
    async start() {},
    stop: () => intake.settle(),
    async settle() {
      await intake.settle();
    },
  };
}

/** What alerts show of modules further up. */
const neighboursOfAlerts: Neighbours = {
  pagesOfGroups: async () => new Map(),
  incidentsOfAlerts: async () => new Map(),
};

/** What services show of escalation policies, which are further up. */
const policiesOfServices: Policies = {
  idOf: async () => null,
  slugsOf: async () => new Map(),
};
