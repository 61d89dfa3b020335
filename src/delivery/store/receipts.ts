// SQL on receipts and replies.
import { sql, type Trx } from '#platform/db';

/**
 * Moves a sent message to a reported state; its last attempt gets the provider's id. A message that
 * was taken (state `accepted`, `unknown`, or still leased because the report was faster than our own
 * note) moves to any of them, `undelivered` only to `delivered`. Without a reason of its own the one
 * for which the message was sent stays. False when nothing moved.
 */
export async function applyReceipt(
  q: Trx,
  orgId: string,
  input: {
    id: string;
    state: 'accepted' | 'undelivered' | 'delivered';
    reason: string | null;
    providerId: string;
    now: Temporal.Instant;
  },
): Promise<boolean> {
  const { id, state, reason, providerId, now } = input;
  const result = await sql`
    update notifications set state = ${state}, next_at = null,
      reason = case when state in ('undelivered', 'failed') then ${reason}
        else coalesce(${reason}, reason) end,
      provider_id = ${providerId}, accepted_at = coalesce(accepted_at, ${now}), settled_at = ${now}
    where org_id = ${orgId} and id = ${id} and attempts > 0 and (
      (state in ('unknown', 'leased', 'queued') and ${state} in ('accepted', 'undelivered', 'delivered'))
      or (state = 'accepted' and ${state} in ('undelivered', 'delivered'))
      or (state in ('undelivered', 'failed') and ${state} = 'delivered'))`.execute(q);
  return (result.numAffectedRows ?? 0n) > 0n;
}

/** Counts a reply of ours; returns how many there were since the last page to this phone. */
export async function countReply(
  q: Trx,
  orgId: string,
  address: string,
  now: Temporal.Instant,
): Promise<number> {
  const result = await sql<{ replies: number }>`
    insert into delivery_reply_counts (org_id, address, replies, at)
    values (${orgId}, ${address}, 1, ${now})
    on conflict (org_id, address) do update set
      replies = case when exists (
        select 1 from notifications as n
        where n.address = delivery_reply_counts.address and n.org_id = delivery_reply_counts.org_id
          and n.reply_number is not null and n.queued_at > delivery_reply_counts.at
      ) then 1 else delivery_reply_counts.replies + 1 end,
      at = case when exists (
        select 1 from notifications as n
        where n.address = delivery_reply_counts.address and n.org_id = delivery_reply_counts.org_id
          and n.reply_number is not null and n.queued_at > delivery_reply_counts.at
      ) then excluded.at else delivery_reply_counts.at end
    returning replies`.execute(q);
  return result.rows[0]?.replies ?? 1;
}
