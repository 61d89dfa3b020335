// Which ways out there are, and whether they work here.
import { channels, type Values } from '#channels';
import type { Queries } from '#platform/db';

import type { MethodKind } from '../model.ts';
import { selectLastOutcomes } from '../store/attempts.ts';

/** One way out with its standing. */
export interface ChannelStanding {
  readonly id: MethodKind;
  readonly name: string;
  readonly carries: (typeof channels)[number]['carries'];
  readonly configured: boolean;
  readonly missing: string | null;
  readonly lastOutcome: { outcome: string; error: string | null; at: Temporal.Instant } | null;
  readonly settings: (typeof channels)[number]['settings'];
  readonly target: (typeof channels)[number]['target'];
}

const missing: Readonly<Record<MethodKind, string>> = {
  email: 'SMTP_URL is not set: nobody can be reached by e-mail.',
  sms: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are not set.',
  voice: 'TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are not set.',
  webhook: 'Webhooks are switched off.',
  webPush: 'The keys for Web Push could not be made.',
};

/** Every channel of the registry. `settings` gives null for one that is not set up. */
export async function channelStandings(
  q: Queries,
  orgId: string,
  input: { now: Temporal.Instant; settings: (kind: MethodKind) => Values | null },
): Promise<ChannelStanding[]> {
  const last = await selectLastOutcomes(q, orgId, input.now.subtract({ hours: 24 }));
  return channels.map((channel) => {
    const configured = input.settings(channel.id) !== null;
    const outcome = last.find((one) => one.kind === channel.id);
    return {
      id: channel.id,
      name: channel.name,
      carries: channel.carries,
      configured,
      missing: configured ? null : missing[channel.id],
      lastOutcome: outcome
        ? { outcome: outcome.outcome, error: outcome.error, at: outcome.at }
        : null,
      settings: channel.settings,
      target: channel.target,
    };
  });
}
