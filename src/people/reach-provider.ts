// Talking to a provider of OpenID Connect. Every address of it, also those that its own document names,
// is reached through the guarded way out.
import * as client from 'openid-client';

import { type Egress, EgressError, type EgressMethod } from '#platform/egress';
import { Problem } from '#platform/errors';
import type { Secrets } from '#platform/secrets';

import type { Provider } from './store/providers.ts';

const timeoutSeconds = 10;
const keepMinutes = 10;

const place = (providerId: string): string => `sign_in_providers.sealed.${providerId}`;

/** The sealed form of a client secret. */
export function sealClientSecret(secrets: Secrets, providerId: string, secret: string): string {
  return secrets.seal(place(providerId), secret);
}

/** The same secret under the ring's first key. */
export function resealProvider(secrets: Secrets, provider: { id: string; sealed: string }): string {
  const at = place(provider.id);
  return secrets.seal(at, secrets.open(at, provider.sealed));
}

/** What a trip to a provider needs. */
export interface Reach {
  egress: Egress;
  secrets: Secrets;
  now(): Temporal.Instant;
}

const known = new Map<string, { until: Temporal.Instant; config: client.Configuration }>();

/**
 * The provider's own description with our credentials; kept for ten minutes. Throws `unprocessable`
 * with the reason when it cannot be read.
 */
export async function reachProvider(
  reach: Reach,
  provider: Provider,
): Promise<client.Configuration> {
  const key = `${provider.id} ${provider.version} ${provider.issuer}`;
  const kept = known.get(key);
  if (kept && Temporal.Instant.compare(reach.now(), kept.until) < 0) return kept.config;
  const secret =
    provider.sealed === null ? null : reach.secrets.open(place(provider.id), provider.sealed);
  const config = await describe(reach, { ...provider, secret });
  if (known.size > 100) known.clear();
  known.set(key, { until: reach.now().add({ minutes: keepMinutes }), config });
  return config;
}

/** Reads the description of an issuer with these credentials, without keeping it. */
export async function describe(
  reach: Pick<Reach, 'egress'>,
  provider: { issuer: string; clientId: string; secret: string | null },
): Promise<client.Configuration> {
  const issuer = readIssuer(provider.issuer);
  if (issuer === null) throw new Problem('unprocessable', 'The issuer is no https address.');
  const insecure = issuer.protocol === 'http:';
  try {
    const config = await client.discovery(
      issuer,
      provider.clientId,
      undefined,
      provider.secret === null ? client.None() : bySecret(provider.secret),
      {
        [client.customFetch]: guarded(reach.egress),
        execute: insecure ? [client.allowInsecureRequests] : [],
        timeout: timeoutSeconds,
      },
    );
    config[client.customFetch] = guarded(reach.egress);
    // Signatures only by public keys of the provider: never `none`, never by our own secret.
    client.enableNonRepudiationChecks(config);
    return config;
  } catch (error) {
    throw new Problem('unprocessable', `The provider cannot be used: ${why(error)}.`, {
      errors: [{ pointer: '/issuer', message: why(error) }],
    });
  }
}

/** In the body where the provider takes it so, else in the header, which every provider must take. */
function bySecret(secret: string): client.ClientAuth {
  const [post, basic] = [client.ClientSecretPost(secret), client.ClientSecretBasic(secret)];
  return (server, ...rest) => {
    const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
    return (inBody === true ? post : basic)(server, ...rest);
  };
}

/** An issuer: https, or http on this machine, for trying out. Null for anything else. */
export function readIssuer(text: string): URL | null {
  const url = text.length > 500 ? null : URL.parse(text);
  if (!url || url.username !== '' || url.password !== '' || url.hash !== '' || url.search !== '') {
    return null;
  }
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && here) ? url : null;
}

/** In words, without anything of ours: the library's causes say what is wrong with the answer. */
export function why(error: unknown): string {
  for (let one = error; one instanceof Error; one = one.cause) {
    if (one instanceof EgressError) return one.message.replace(/\.$/, '');
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message.slice(0, 200) : 'it does not answer';
}

function guarded(egress: Egress): client.CustomFetch {
  return async (url, { body, headers, method, signal }) => {
    const answer = await egress.fetch({
      url,
      method: method as EgressMethod,
      headers,
      timeoutMs: timeoutSeconds * 1000,
      ...(signal && { signal }),
      // The library sends forms, and no other bodies.
      ...(body instanceof URLSearchParams && { body: body.toString() }),
      ...(typeof body === 'string' && { body }),
    });
    const bare = answer.status === 204 || answer.status === 304 || method === 'HEAD';
    return new Response(bare ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
  };
}
