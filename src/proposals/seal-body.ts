// What an act is called with: sealed in its row, opened when it is confirmed.
import type { Secrets } from '#platform/secrets';

import type { Ask, AskKind } from './model.ts';

const place = (id: string): string => `proposals.body.${id}`;

export function sealBody(secrets: Secrets, id: string, ask: Ask): string {
  return secrets.seal(place(id), JSON.stringify(ask.body));
}

/** What `sealBody` sealed; its body was checked by the endpoint that took it. */
export function openBody(
  secrets: Secrets,
  proposal: { id: string; kind: AskKind; body: string },
): Ask {
  const body: unknown = JSON.parse(secrets.open(place(proposal.id), proposal.body));
  return { kind: proposal.kind, body } as Ask;
}
