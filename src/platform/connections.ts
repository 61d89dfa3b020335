// How many connections may be open, in all and from one network, and how long they may dawdle.
import type { Server } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import { BlockList, isIPv4, type Socket } from 'node:net';

import type { Logger } from './log.ts';

export interface ConnectionLimits {
  /** Open connections in all; what comes beyond is closed at once. */
  all: number;
  /** Open connections from one IPv4 address or one IPv6 /64. */
  perNetwork: number;
  /** Until the headers of a request are there. */
  headersMs: number;
  /** Until a request is there as a whole. */
  requestMs: number;
  /** How often the two times are looked at. */
  checkMs: number;
}

/** Descriptors that are left for the database, providers and files. */
const reserve = 128;

/** The limits of the product: at most 10,000 connections, fewer where the system allows fewer files. */
export function usualLimits(): ConnectionLimits {
  const all = Math.max(64, Math.min(10_000, openFiles() - reserve));
  return { all, perNetwork: 2000, headersMs: 10_000, requestMs: 30_000, checkMs: 1000 };
}

function openFiles(): number {
  // The types do not know the switch yet.
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  // Without it the report asks the network for names.
  report.excludeNetwork = true;
  const { userLimits } = report.getReport() as {
    userLimits?: { open_files?: { soft?: number | string } };
  };
  const soft = Number(userLimits?.open_files?.soft);
  return Number.isFinite(soft) ? soft : Infinity;
}

/**
 * Closes connections beyond the limits. `networkOf` names the network of an address; those of
 * `proxies` (CIDRs) carry many people and count only in all.
 */
export function limitConnections(
  server: Server | TlsServer,
  options: {
    limits: ConnectionLimits;
    proxies: readonly string[];
    networkOf(address: string): string;
    log: Logger;
  },
): void {
  const { limits, log } = options;
  const trusted = blockList(options.proxies);
  const open = new Map<string, number>();
  let closed = 0;
  server.maxConnections = limits.all;
  server.on('drop', () => void (closed += 1));
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (trusted.check(address, isIPv4(address) ? 'ipv4' : 'ipv6')) return;
    const network = options.networkOf(address);
    const count = open.get(network) ?? 0;
    if (count >= limits.perNetwork) {
      closed += 1;
      socket.destroy();
      return;
    }
    open.set(network, count + 1);
    socket.once('close', () => {
      const left = (open.get(network) ?? 1) - 1;
      if (left > 0) open.set(network, left);
      else open.delete(network);
    });
  });
  const timer = setInterval(() => {
    if (closed > 0) log.warn({ closed }, 'connections beyond the limits were closed');
    closed = 0;
  }, 60_000).unref();
  server.on('close', () => clearInterval(timer));
}

function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    list.addSubnet(address, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family);
  }
  return list;
}
