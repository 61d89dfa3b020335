// A line between the program and its database that a test can cut: refuse, reset, hang, and heal.
import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Socket,
} from 'node:net';

export interface FaultProxy {
  readonly port: number;
  /** `cut`: what is open ends and nothing new gets through. `hang`: bytes stop, nothing is closed. */
  set(state: 'open' | 'cut' | 'hang'): void;
  close(): Promise<void>;
}

/** Starts on 127.0.0.1 in front of `target`, open. */
export async function startFaultProxy(target: NetConnectOpts): Promise<FaultProxy> {
  let state: 'open' | 'cut' | 'hang' = 'open';
  const sockets = new Set<Socket>();
  const server = createServer((down) => {
    down.on('error', () => undefined);
    if (state === 'cut') {
      down.resetAndDestroy();
      return;
    }
    const up = connect(target);
    up.on('error', () => undefined);
    for (const [one, other] of [
      [down, up],
      [up, down],
    ] as const) {
      sockets.add(one);
      one.once('close', () => {
        sockets.delete(one);
        other.destroy();
      });
      one.pipe(other);
      if (state === 'hang') one.pause();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      state = next;
      for (const socket of sockets) {
        if (next === 'cut') socket.destroy();
        else if (next === 'hang') socket.pause();
        else socket.resume();
      }
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
