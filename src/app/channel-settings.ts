// The operator's settings of each channel, from the environment.
import type { Values } from '#channels';

import type { Config } from './config.ts';

/** Settings by channel; null for one that the environment does not set up. */
export function channelSettings(
  config: Config,
): Record<'email' | 'sms' | 'voice' | 'webhook', Values | null> {
  const { smtpUrl, twilioAuthToken } = config.secret;
  const phone =
    config.twilio && twilioAuthToken ? { ...config.twilio, authToken: twilioAuthToken } : null;
  return {
    email: smtpUrl === null ? null : { smtpUrl, from: mailFrom(config) },
    sms: phone,
    voice: phone,
    webhook: {},
  };
}

/** MAIL_FROM, or an address at the host of PUBLIC_URL. */
function mailFrom(config: Config): string {
  return config.mailFrom ?? `Evenkeel <evenkeel@${new URL(config.publicUrl).hostname}>`;
}

/** Who answers for pushes: the sender of mails, else the public address (RFC 8292). */
export function pushSubject(config: Config): string {
  if (config.publicUrl.startsWith('https:')) return config.publicUrl;
  const address = /<([^<>]+)>\s*$/.exec(mailFrom(config))?.[1] ?? mailFrom(config);
  return `mailto:${address}`;
}
