// What people press during a call or write back to a message, turned into acts.
import {
  askTwiml,
  type FormValues,
  messageTwiml,
  parseDigits,
  parseIncomingSms,
  replyTwiml,
} from '#channels';
import { inTransaction, type Platform, systemCtx, type Tx } from '#platform/context';
import { Problem } from '#platform/errors';

import { confirmNotification } from './confirm-notification.ts';
import { maxReplies, readReply } from './decide/reply.ts';
import { readToken } from './link.ts';
import type { Notification, PersonAction } from './model.ts';
import { personActor } from './person-actor.ts';
import {
  selectById,
  selectByReply,
  selectOrgOfPhone,
  selectRunningByPhone,
} from './store/notifications.ts';
import { countReply } from './store/receipts.ts';
import { composeSpoken } from './views/compose.ts';
import { wordsFor } from './views/words.ts';

/** What became of an act: done, or nothing because it was over already. */
export type ActResult = 'done' | 'over';

/** Carries out an act on what a message is about, as its person. Wired to paging's verbs in `src/app`. */
export type ActOnMessage = (
  tx: Tx,
  message: Notification,
  action: PersonAction,
) => Promise<ActResult>;

const digits: Readonly<Record<string, PersonAction>> = { '1': 'acknowledge', '2': 'escalate' };

/** Replies count for so long after the message they answer. */
const replyDays = 2;

/** The TwiML after a digit: 1 acknowledges, 2 gets help, anything else says it all again. */
export async function answerDigits(
  platform: Platform,
  act: ActOnMessage,
  input: { token: string; form: FormValues; url: string },
): Promise<string> {
  const id = readToken(platform, 'receipt', input.token);
  const message = id === null ? null : await selectById(platform.db, id);
  const pressed = parseDigits(input.form);
  if (!message || !pressed) throw new Problem('notFound', 'No call of ours has this address.');
  const words = wordsFor('en');
  const action = digits[pressed.digit];
  if (!action) {
    return askTwiml(composeSpoken(message.facts, words), words.locale, input.url);
  }
  const result = await actAs(platform, act, message, action);
  const { spoken } = words;
  const said = action === 'acknowledge' ? spoken.acknowledged : spoken.escalated;
  return replyTwiml(result === 'over' ? spoken.over : said, words.locale);
}

/** The TwiML after a message to our number; an empty answer where nothing may be answered. */
export async function answerSms(
  platform: Platform,
  act: ActOnMessage,
  form: FormValues,
): Promise<string> {
  const sms = parseIncomingSms(form);
  if (!sms) throw new Problem('invalid', 'This is no incoming message.');
  const orgId = await selectOrgOfPhone(platform.db, sms.from);
  const reply = readReply(sms.body);
  // Strangers and the carrier's own words are never answered.
  if (orgId === null || reply.kind === 'carrier') return messageTwiml(null);
  const words = wordsFor('en').reply;
  const { text, message } = await understand(platform, sms.from, reply);
  let answer = text;
  if (message && reply.kind === 'action') {
    const result = await actAs(platform, act, message, reply.action);
    const ref = message.facts.ref ?? '';
    const said = {
      acknowledge: words.acknowledged(ref),
      escalate: words.escalated(ref),
      decline: words.declined(ref),
      resolve: words.resolved(ref),
    }[reply.action];
    answer = result === 'over' ? words.over(ref) : said;
  }
  const replies = await inTransaction(systemCtx(platform, orgId, 'reply'), (tx) =>
    countReply(tx.q, orgId, sms.from, tx.now),
  );
  return messageTwiml(replies > maxReplies ? null : answer);
}

/** Which message is meant: the one named, or the only one that still runs. */
async function understand(
  platform: Platform,
  from: string,
  reply: Exclude<ReturnType<typeof readReply>, { kind: 'carrier' }>,
): Promise<{ text: string; message: Notification | null }> {
  const words = wordsFor('en').reply;
  if (reply.kind === 'unclear') return { text: words.unclear, message: null };
  if (reply.number !== null) {
    const message = await selectByReply(platform.db, from, reply.number);
    return { text: words.none, message };
  }
  const since = platform.clock.now().subtract({ hours: 24 * replyDays });
  const running = await selectRunningByPhone(platform.db, from, since);
  const [only] = running;
  if (running.length === 1 && only) return { text: '', message: only };
  const refs = running.map((one) => (one.facts.ref ?? '').replace(/^P-/, ''));
  return { text: running.length === 0 ? words.none : words.which(refs), message: null };
}

async function actAs(
  platform: Platform,
  act: ActOnMessage,
  message: Notification,
  action: PersonAction,
): Promise<ActResult> {
  const ctx = await personActor(platform, message, 'phone');
  return await inTransaction(ctx, async (tx) => {
    await confirmNotification(tx, message.id);
    return await act(tx, message, action);
  });
}
