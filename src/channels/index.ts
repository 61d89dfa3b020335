// Ways out: one file for each way to reach a person, a room or a subscriber.
//
// A channel is handed settings, target, message, an HTTP client, mail and a signal, and says what
// came of one attempt. It owns no table, asks no other module, decides nothing about whom, when or
// how often, and never throws for what a provider answers. URLs that users entered are reached only
// through the guarded client it is handed. What people press or reply is parsed here into plain
// values and acted on elsewhere.
export { checkFields } from './fields.ts';
export type { Carries, Channel, Field, Message, Outcome, SendInput, Values } from './model.ts';
export { channels } from './registry.ts';
export { sendThrough } from './send.ts';
export { retryAfterSeconds } from './http-outcome.ts';
export { advanceReceipt, parseDigits, parseIncomingSms, parseReceipt } from './twilio-receipt.ts';
export type { Receipt } from './twilio-receipt.ts';
export { isSignedByTwilio } from './twilio-signature.ts';
export type { FormValues } from './twilio-signature.ts';
export { signWebhook } from './webhook.ts';
export { askTwiml, messageTwiml, replyTwiml } from './voice.ts';
