// The module as the program wires it.
import type { Ctx, Platform } from '#platform/context';
import type { Egress } from '#platform/egress';
import type { FastifyRequest, Http } from '#platform/http';

import { authenticate } from './authenticate.ts';
import type { Reach } from './reach-provider.ts';
import { requireOwner } from './require-owner.ts';
import { auditRoutes, keysRoutes, organisationRoutes } from './routes/keys.ts';
import { meRoutes, peopleRoutes, teamsRoutes } from './routes/people.ts';
import { sessionRoutes, setupRoutes } from './routes/session.ts';
import {
  invitationRoutes,
  passkeyRoutes,
  providerRoutes,
  secondFactorRoutes,
  waysRoutes,
} from './routes/sign-in.ts';
import { idleSeconds } from './session-token.ts';
import { deleteStale } from './store/accounts.ts';

export interface People {
  /** The caller of a request by cookie or key; null when there is none. */
  authenticate(request: FastifyRequest): Promise<Ctx | null>;
  /** Adds all routes, and the gate that holds until there is an owner. */
  routes(http: Http): void;
  readonly duties: readonly {
    name: string;
    everySeconds: number;
    run(app: Platform): Promise<void>;
  }[];
}

export interface PeopleDeps {
  /** The guarded way out, to providers of single sign-on. */
  egress: Egress;
}

/** Binds the module to a running platform. */
export function createPeople(app: Platform, { egress }: PeopleDeps): People {
  const reach: Reach = { egress, secrets: app.secrets, now: () => app.clock.now() };
  return {
    authenticate: (request) => authenticate(app, request),
    routes(http) {
      const owner = requireOwner(http, app);
      setupRoutes(http, app, owner);
      sessionRoutes(http, app);
      waysRoutes(http, app);
      passkeyRoutes(http, app);
      secondFactorRoutes(http);
      providerRoutes(http, app, reach);
      invitationRoutes(http);
      meRoutes(http);
      peopleRoutes(http);
      teamsRoutes(http);
      keysRoutes(http);
      auditRoutes(http);
      organisationRoutes(http);
    },
    duties: [
      {
        name: 'people.trim',
        everySeconds: 3600,
        run: ({ db, clock }) => deleteStale(db, clock.now(), idleSeconds),
      },
    ],
  };
}
