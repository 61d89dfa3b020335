// SMS through a Twilio-shaped provider.
import { toSmsText } from './gsm.ts';
import type { Channel, SendInput } from './model.ts';
import { accountFields, numberField, postToTwilio } from './twilio.ts';

/** The provider's limit for one body, in characters. */
const maxBody = 1_600;

export const sms: Channel = {
  id: 'sms',
  name: 'channels.sms.name',
  carries: ['page', 'subscriber'],
  settings: accountFields,
  target: [numberField],
  receipts: true,
  async send(input: SendInput) {
    const { settings, target, message } = input;
    const from = settings['from'] ?? '';
    return await postToTwilio(input, 'Messages.json', {
      To: target['address'] ?? '',
      ...(from.startsWith('MG') ? { MessagingServiceSid: from } : { From: from }),
      Body: toSmsText(message.short).slice(0, maxBody),
      ...(message.callbacks.status === null ? {} : { StatusCallback: message.callbacks.status }),
      // The provider's default is ten hours: a page that old is noise.
      ValidityPeriod: String(Math.min(Math.max(message.validForSeconds, 1), 36_000)),
    });
  },
};
