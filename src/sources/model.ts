/** What a tool says about its alert: it burns, it is over, somebody has it, or nothing changed. */
export type SignalStatus = 'firing' | 'resolved' | 'acknowledged' | 'none';

/** Only `alert` may open an alert and page; the others are recorded or merely answered. */
export type SignalKind = 'alert' | 'change' | 'status' | 'control';

/** The normal severities, loudest first; `unknown` pages as the service's default. */
export type Severity = 'critical' | 'error' | 'warning' | 'info' | 'unknown';

export type ChangeKind = 'deploy' | 'config' | 'flag' | 'migration' | 'infrastructure' | 'vendor';

/** `href` is an absolute http or https URL. */
export interface Link {
  readonly href: string;
  readonly text: string;
}

/** The time as the sender wrote it, and the instant it means, or null when it means none. */
export interface SourceTime {
  readonly text: string;
  readonly at: Temporal.Instant | null;
}

/** Facts that only a change has (deploy, flag, config edit). */
export interface ChangeFacts {
  readonly kind: ChangeKind;
  readonly environment: string | null;
  readonly by: string | null;
  readonly outcome: 'succeeded' | 'failed' | 'running' | null;
}

export type WarningCode =
  | 'cleaned'
  | 'duplicate_names'
  | 'numbers_kept_as_text'
  | 'labels_cut'
  | 'text_cut'
  | 'links_dropped'
  | 'unknown_severity'
  | 'unknown_status'
  | 'time_unreadable'
  | 'title_guessed'
  | 'title_missing'
  | 'unexpanded_template'
  | 'unexpected_shape'
  | 'group_truncated'
  | 'key_hashed';

/** Something the owner of the source should know; never a reason to lose the signal. */
export interface Warning {
  readonly code: WarningCode;
  readonly detail: string;
}

/** The normal form of one event, whatever tool sent it (all text is clean: no NUL, well-formed UTF-16). */
export interface Signal {
  readonly kind: SignalKind;
  /** At most 512 bytes of UTF-8, never empty for alerts; holds only within its ingest key. */
  readonly dedupKey: string;
  readonly status: SignalStatus;
  readonly severity: Severity;
  readonly severityRaw: string | null;
  /** At most 1,024 code points; empty only for acknowledged and resolved. */
  readonly title: string;
  /** Plain text, at most 64 kB. */
  readonly body: string;
  readonly sourceTime: SourceTime | null;
  /** When the sender will have stopped vouching for a firing alert, if it says so. */
  readonly expiresAt: Temporal.Instant | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceHint: string | null;
  readonly links: readonly Link[];
  readonly groupKey: string | null;
  readonly actor: string | null;
  readonly change: ChangeFacts | null;
  readonly warnings: readonly Warning[];
  /** Name and version of the parser, such as `alertmanager/1`. */
  readonly parser: string;
}

/** A handshake or test message: answered 2xx, opens nothing. */
export interface Control {
  readonly what: 'test' | 'handshake' | 'ignored';
  readonly text: string;
}

/** `index` is the place of the element in the request, 0 for a single object. */
export interface Rejection {
  readonly index: number;
  readonly reason: string;
}

/** Close every open alert of this group, listed or not. */
export interface GroupResolve {
  readonly groupKey: string;
  readonly sourceTime: SourceTime | null;
}

export interface ParseResult {
  readonly signals: readonly Signal[];
  readonly rejected: readonly Rejection[];
  readonly controls: readonly Control[];
  readonly groupResolves: readonly GroupResolve[];
  /** The sender's id of this delivery, for the filter of exact replays; never a dedup key. */
  readonly deliveryId: string | null;
}

/** One request as a parser sees it: the body is already cleaned JSON (or the fields of a form). */
export interface SourceRequest {
  readonly body: unknown;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** A fresh id of this request, the key of last resort for tools whose triggers need none. */
  readonly eventId: string;
}

/** How to point a tool at evenkeel; `{url}` stands for the address of the ingest key. */
export interface Snippet {
  readonly language: 'yaml' | 'json' | 'shell' | 'text';
  readonly text: string;
}

/** One monitoring tool. `parse` is pure and never throws, whatever it is given. */
export interface Source {
  readonly id: string;
  /** Other names under which the tool's webhook may be addressed. */
  readonly aliases: readonly string[];
  readonly name: string;
  parse(request: SourceRequest): ParseResult;
  readonly snippet: Snippet | null;
}

/** Limits of the normal form; what is over them is cut and counted in a warning. */
export const LIMITS = {
  depth: 64,
  labels: 64,
  labelDepth: 6,
  labelNameChars: 128,
  labelValueBytes: 1024,
  titleChars: 1024,
  bodyBytes: 65_536,
  keyBytes: 512,
  links: 20,
  linkChars: 2048,
} as const;
