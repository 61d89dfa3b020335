// Calls through a Twilio-shaped provider. Only a pressed digit acknowledges: an answered call may be
// a mailbox.
import type { Channel, SendInput } from './model.ts';
import { accountFields, numberField, postToTwilio } from './twilio.ts';

/** The provider's limit for inline TwiML. */
const maxTwiml = 4_000;
const maxSpoken = 1_200;
const ringSeconds = 45;

export const voice: Channel = {
  id: 'voice',
  name: 'channels.voice.name',
  carries: ['page'],
  settings: accountFields,
  target: [numberField],
  receipts: true,
  async send(input: SendInput) {
    const { settings, target, message } = input;
    const { status, digits } = message.callbacks;
    return await postToTwilio(input, 'Calls.json', {
      To: target['address'] ?? '',
      From: settings['from'] ?? '',
      Twiml: askTwiml(message.spoken ?? message.short, message.locale, digits),
      Timeout: String(ringSeconds),
      // A hint only, and asynchronous: the voice must not wait for the machine to be recognised.
      MachineDetection: 'Enable',
      AsyncAmd: 'true',
      ...(status === null
        ? {}
        : {
            StatusCallback: status,
            StatusCallbackEvent: 'completed',
            AsyncAmdStatusCallback: status,
          }),
    });
  },
};

/** Says the words three times and takes one digit at any moment while speaking. */
export function askTwiml(words: string, locale: string, digitsUrl: string | null): string {
  const say = `<Say language="${escapeXml(locale)}" loop="3">${escapeXml(words.slice(0, maxSpoken))}</Say>`;
  const gather =
    digitsUrl === null
      ? say
      : `<Gather numDigits="1" timeout="10" method="POST" action="${escapeXml(digitsUrl)}">${say}</Gather>`;
  const twiml = `<Response>${gather}<Hangup/></Response>`;
  // Escaping can swell a text of ampersands beyond the limit; then fewer words are said.
  return twiml.length <= maxTwiml
    ? twiml
    : askTwiml(words.slice(0, words.length >> 1), locale, digitsUrl);
}

/** The answer to a pressed digit: words, then the end of the call. */
export function replyTwiml(words: string, locale: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response><Say language="${escapeXml(locale)}">${escapeXml(words)}</Say><Hangup/></Response>`;
}

/** The answer to an incoming SMS; null answers nothing, which is an answer too. */
export function messageTwiml(words: string | null): string {
  const message = words === null ? '' : `<Message>${escapeXml(words)}</Message>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // Characters that XML 1.0 does not know would make the whole document unreadable.
      .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, ' ')
      .replace(/[&<>"']/g, (char) => entities[char] ?? char)
  );
}
