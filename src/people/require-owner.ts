// Before the first owner nothing but health, set-up and the web's own files answers.
import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import type { FastifyRequest, Http } from '#platform/http';

import { hasOwner } from './store/organisations.ts';

const always = /^\/(healthz|readyz|metrics|v1\/setup|v1\/openapi\.json)(\/|\?|$)/;
/** Everything that acts or tells something; what is left are files of the web. */
const program = /^\/(v1|v2|in|api|a|status|cal|ping|hooks)(\/|\?|$)/;

export interface RequireOwner {
  exists(): Promise<boolean>;
}

/** Adds the gate. Once there is an owner, it costs nothing. */
export function requireOwner(http: Http, app: Platform): RequireOwner {
  let known = false;
  const exists = async (): Promise<boolean> => {
    known ||= await hasOwner(app.db);
    return known;
  };
  http.fastify.addHook('onRequest', async (request: FastifyRequest) => {
    if (known || always.test(request.url)) return;
    const reads = request.method === 'GET' || request.method === 'HEAD';
    if (reads && !program.test(request.url)) return;
    if (await exists()) return;
    throw new Problem(
      'unavailable',
      'This evenkeel has no owner yet. Open the set-up link that its start has printed.',
      { retryAfterSeconds: 30 },
    );
  });
  return { exists };
}
