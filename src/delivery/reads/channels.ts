// Which ways out there are, and whether they work here.
import { type Channel, channels, checkFields, type Field, type Values } from '#channels';
import type { Queries } from '#platform/db';

import type { MethodKind } from '../model.ts';
import { selectLastOutcomes } from '../store/attempts.ts';
import { channelWords } from '../views/channel-words.ts';

/** One way out with its standing. */
export interface ChannelStanding {
  readonly id: MethodKind;
  readonly name: string;
  readonly carries: Channel['carries'];
  readonly configured: boolean;
  readonly missing: string | null;
  readonly lastOutcome: { outcome: string; error: string | null; at: Temporal.Instant } | null;
  readonly settings: readonly Field[];
  readonly target: readonly Field[];
}

const absent: Readonly<Record<MethodKind, string>> = {
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
    const missing = whatIsMissing(channel, input.settings(channel.id));
    const outcome = last.find((one) => one.kind === channel.id);
    return {
      id: channel.id,
      name: channelWords(channel.name),
      carries: channel.carries,
      configured: missing === null,
      missing,
      lastOutcome: outcome
        ? { outcome: outcome.outcome, error: outcome.error, at: outcome.at }
        : null,
      settings: channel.settings.map(inWords),
      target: channel.target.map(inWords),
    };
  });
}

/** Why a kind of message cannot be sent, in words that name no value; null when it can. */
export function missingFor(kind: MethodKind, settings: Values | null): string | null {
  const channel = channels.find(({ id }) => id === kind);
  return channel === undefined ? 'There is no such channel.' : whatIsMissing(channel, settings);
}

function whatIsMissing(channel: Channel, settings: Values | null): string | null {
  if (settings === null) return absent[channel.id];
  const [fault] = checkFields(channel.settings, settings);
  if (!fault) return null;
  const field = channel.settings.find((one) => one.key === fault.key);
  return `${channelWords(field?.label ?? fault.key)} cannot be used as it is written.`;
}

function inWords(field: Field): Field {
  return { ...field, label: channelWords(field.label) };
}
