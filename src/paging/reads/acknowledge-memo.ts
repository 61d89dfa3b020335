// A link that is asked for again and again within a second (a scanner, a crowd behind one phone) is
// answered from what was read a moment ago, as long as its page stands where it stood. People who open
// it a few times a second read what is kept, each time.
import type { Notification } from '#delivery';
import type { Queries } from '#platform/db';

import { selectPage } from '../store/pages.ts';
import { acknowledgeFacts, type AcknowledgeFacts } from './acknowledge.ts';

/** So often in a second everything is read. */
const readsPerSecond = 5;
const windowMs = 1000;
const mostLinks = 1000;

interface Asked {
  sinceMs: number;
  times: number;
  standing: string;
  facts: AcknowledgeFacts | null;
}

export interface AcknowledgeReader {
  /** As `acknowledgeFacts`; at most a second old, and never older than the last change of the page. */
  facts(
    q: Queries,
    notification: Notification,
    now: Temporal.Instant,
  ): Promise<AcknowledgeFacts | null>;
}

export function createAcknowledgeReader(): AcknowledgeReader {
  const links = new Map<string, Asked>();
  return {
    async facts(q, notification, now) {
      const asked = links.get(notification.id);
      if (asked !== undefined && performance.now() - asked.sinceMs < windowMs) {
        asked.times += 1;
        if (asked.times > readsPerSecond) {
          const page = await selectPage(q, notification.orgId, notification.subjectId);
          const { facts, standing } = asked;
          const young = facts !== null && now.since(facts.now).total('seconds') < 1;
          if (page !== null && young && standingOf(page) === standing) {
            return { ...facts, page, now };
          }
        }
        return remember(asked);
      }
      if (links.size >= mostLinks) links.clear();
      const fresh = { sinceMs: performance.now(), times: 1, standing: '', facts: null };
      links.set(notification.id, fresh);
      return remember(fresh);

      async function remember(entry: Asked): Promise<AcknowledgeFacts | null> {
        const facts = await acknowledgeFacts(q, notification, now);
        entry.facts = facts;
        entry.standing = facts === null ? '' : standingOf(facts.page);
        return facts;
      }
    },
  };
}

/** Everything of a page that an act or a timer changes. */
function standingOf({ run, acknowledgedBy, resolvedBy }: AcknowledgeFacts['page']): string {
  return JSON.stringify([run, acknowledgedBy, resolvedBy]);
}
