// Connections at rest for a moment, by whom they lead to: a burst of requests to one receiver does not
// open a connection for each.
import type { Client } from 'undici';

/** Connections that have just served and may serve the next request to the same judged addresses. */
export interface IdleClients {
  take(key: string): Client | undefined;
  keep(key: string, client: Client): void;
}

/** Servers close connections at rest after seconds; one this young is still open with all of them. */
const idleMs = 1000;
const mostIdle = 64;

/** A small memory of connections; each is closed when nobody took it in time. */
export function createIdleClients(): IdleClients {
  const byKey = new Map<string, { client: Client; timer: NodeJS.Timeout }[]>();
  let count = 0;
  const drop = (key: string, client: Client): void => {
    const rest = (byKey.get(key) ?? []).filter((one) => one.client !== client);
    if (rest.length === 0) byKey.delete(key);
    else byKey.set(key, rest);
    count -= 1;
    void client.destroy().catch(() => undefined);
  };
  return {
    take(key) {
      const list = byKey.get(key);
      const taken = list?.pop();
      if (!taken) return undefined;
      if (list?.length === 0) byKey.delete(key);
      count -= 1;
      clearTimeout(taken.timer);
      return taken.client;
    },
    keep(key, client) {
      if (count >= mostIdle || client.closed || client.destroyed) {
        void client.destroy().catch(() => undefined);
        return;
      }
      count += 1;
      const timer = setTimeout(() => drop(key, client), idleMs).unref();
      const list = byKey.get(key) ?? [];
      list.push({ client, timer });
      byKey.set(key, list);
    },
  };
}
