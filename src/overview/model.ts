/** What Now judges: facts from other modules, plain and small. */

/** A way out for pages, as it is set up. */
export interface ChannelFact {
  readonly id: string;
  readonly name: string;
  readonly configured: boolean;
}

/** Facts about the paging chain, gathered at one instant. */
export interface ChainFacts {
  readonly channels: readonly ChannelFact[];
  /** Seconds by which the oldest message is late; 0 when none is. */
  readonly oldestWaitingSeconds: number;
  readonly unreachablePeople: readonly { readonly id: string; readonly name: string }[];
  readonly unreachablePages: number;
  readonly exhaustedPages: number;
  readonly servicesWithoutPolicy: readonly string[];
  readonly schedulesWithNobody: readonly { readonly id: string; readonly name: string }[];
  /** Milliseconds between this node's clock and the database's. */
  readonly skewMs: number;
  /** Outgoing webhooks that nothing got through to for days. */
  readonly failedWebhooks: readonly { readonly name: string; readonly reason: string }[];
  /** Events that this node keeps on disk because the database was away. */
  readonly spool: SpoolFact;
  readonly demo: boolean;
}

/** `share` is how full the spool is, 0 to 1; `damaged` counts files that were put aside. */
export interface SpoolFact {
  readonly records: number;
  readonly oldestSeconds: number;
  readonly share: number;
  readonly damaged: number;
}

export interface ChainProblem {
  readonly severity: 'critical' | 'warning';
  readonly text: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Whether a page would wake somebody. */
export type Reachability = 'ok' | 'pushOnly' | 'none';
