import {
  cleanText,
  cutBytes,
  cutChars,
  distinctLinks,
  htmlToText,
  safeHref,
} from './decide/clean.ts';
import { flattenLabels, serviceFromLabels } from './decide/labels.ts';
import { readSeverity } from './decide/severity.ts';
import { readTime } from './decide/time.ts';
import { digest } from './digest.ts';
import { LIMITS } from './model.ts';
import type {
  ChangeFacts,
  Control,
  GroupResolve,
  Link,
  ParseResult,
  Rejection,
  Severity,
  Signal,
  SignalKind,
  SignalStatus,
  SourceTime,
  Warning,
} from './model.ts';

/** What a parser found, before the limits and the cleaning that all sources share. */
export interface Draft {
  readonly kind?: SignalKind;
  readonly dedupKey: string;
  readonly status: SignalStatus;
  /** The sender's word; mapped by the common table unless `severity` is given. */
  readonly severityRaw?: unknown;
  readonly severity?: Severity;
  readonly title: string;
  readonly body?: string | null;
  readonly time?: unknown;
  readonly expiresAt?: Temporal.Instant | null;
  /** Objects to flatten into labels; earlier ones win a name. */
  readonly labels?: readonly unknown[];
  readonly serviceHint?: string | null;
  readonly links?: readonly { readonly href: unknown; readonly text: string }[];
  /** What relative links are relative to. */
  readonly linkBase?: string | null;
  readonly groupKey?: string | null;
  readonly actor?: string | null;
  readonly change?: ChangeFacts | null;
  readonly warnings?: readonly Warning[];
}

/** Applies the limits, the cleaning and the common tables: one draft in, one signal out. */
export function toSignal(parser: string, draft: Draft): Signal {
  const warnings: Warning[] = [...(draft.warnings ?? [])];
  const { labels, cut } = flattenLabels(...(draft.labels ?? []));
  if (cut > 0) warnings.push({ code: 'labels_cut', detail: `${cut} labels cut or left out` });
  const title = titleWithin(draft, warnings);
  const body = textWithin(draft.body ?? '', warnings);
  const reading = readSeverity(draft.severityRaw);
  if (draft.severity === undefined && !reading.known) {
    const detail = `"${cutChars(cleanText(reading.raw ?? ''), 64)}" is in no table`;
    warnings.push({ code: 'unknown_severity', detail });
  }
  return {
    kind: draft.kind ?? 'alert',
    dedupKey: keyWithin(draft.dedupKey, warnings),
    status: draft.status,
    severity: draft.severity ?? reading.severity,
    severityRaw: reading.raw === null ? null : cutChars(cleanText(reading.raw), 128),
    title,
    body,
    sourceTime: timeOf(draft.time, warnings),
    expiresAt: draft.expiresAt ?? null,
    labels,
    serviceHint: short(draft.serviceHint ?? serviceFromLabels(labels)),
    links: linksOf(draft, warnings),
    groupKey: typeof draft.groupKey === 'string' ? keyWithin(draft.groupKey, []) : null,
    actor: short(draft.actor ?? null),
    change: draft.change ? withinChange(draft.change) : null,
    warnings: warnings.map(({ code, detail }) => ({
      code,
      detail: cutChars(cleanText(detail), 256),
    })),
    parser,
  };
}

/** A whole answer of a parser from the parts it has. */
export function toResult(parts: {
  readonly signals?: readonly Signal[];
  readonly rejected?: readonly Rejection[];
  readonly controls?: readonly Control[];
  readonly groupResolves?: readonly GroupResolve[];
  readonly deliveryId?: string | null;
}): ParseResult {
  return {
    signals: parts.signals ?? [],
    rejected: parts.rejected ?? [],
    controls: parts.controls ?? [],
    groupResolves: parts.groupResolves ?? [],
    deliveryId: parts.deliveryId ?? null,
  };
}

/**
 * A key as it is stored: its own bytes up to 512 of them, beyond that their SHA-256. Case and
 * Unicode form are kept, so two keys are one only when their bytes are.
 */
export function keyWithin(raw: string, warnings: Warning[]): string {
  const key = cleanText(raw);
  if (new TextEncoder().encode(key).length <= LIMITS.keyBytes) return key;
  warnings.push({ code: 'key_hashed', detail: `the key is longer than ${LIMITS.keyBytes} bytes` });
  return `sha256:${digest(key)}`;
}

/** One line, never empty for something that opens an alert. */
function titleWithin(draft: Draft, warnings: Warning[]): string {
  const title = cutChars(oneLine(htmlToText(cleanText(draft.title))), LIMITS.titleChars);
  if (isTemplate(title)) {
    const detail = 'the title holds an unexpanded template';
    warnings.push({ code: 'unexpanded_template', detail });
  }
  if (title !== '' || draft.status === 'acknowledged' || draft.status === 'resolved') return title;
  if (!warnings.some(({ code }) => code === 'title_missing')) {
    warnings.push({ code: 'title_missing', detail: 'no field of the body could be a title' });
  }
  return 'Alert without a title';
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

function textWithin(raw: string, warnings: Warning[]): string {
  const text = htmlToText(cutBytes(cleanText(raw), LIMITS.bodyBytes));
  if (raw.length > LIMITS.bodyBytes) {
    warnings.push({
      code: 'text_cut',
      detail: `the text was longer than ${LIMITS.bodyBytes} bytes`,
    });
  }
  return text;
}

function timeOf(value: unknown, warnings: Warning[]): SourceTime | null {
  const time = readTime(value);
  if (time !== null && time.at === null && !/^0+$|^0001-/.test(time.text)) {
    warnings.push({ code: 'time_unreadable', detail: 'the time of receipt counts' });
  }
  return time === null ? null : { text: cleanText(time.text), at: time.at };
}

function linksOf(draft: Draft, warnings: Warning[]): Link[] {
  const links: Link[] = [];
  let dropped = 0;
  for (const { href, text } of draft.links ?? []) {
    if (href === undefined || href === null || href === '') continue;
    const safe = safeHref(href, draft.linkBase, LIMITS.linkChars);
    if (safe === null) dropped += 1;
    else links.push({ href: safe, text: cutChars(oneLine(cleanText(text)), 128) });
  }
  const kept = distinctLinks(links, LIMITS.links);
  if (dropped > 0) {
    warnings.push({
      code: 'links_dropped',
      detail: `${dropped} links are no http or https address`,
    });
  }
  return kept;
}

function short(text: string | null): string | null {
  if (text === null) return null;
  const clean = cutChars(oneLine(cleanText(text)), 256);
  return clean === '' ? null : clean;
}

function withinChange(change: ChangeFacts): ChangeFacts {
  return { ...change, environment: short(change.environment), by: short(change.by) };
}

/** `{{ x }}`, `$EVENT_TITLE`, `${name}`, `*alertName*`: the sender's template was not filled in. */
function isTemplate(text: string): boolean {
  return /\{\{[^}]*\}\}|\$\{?[A-Z][A-Z_]{2,}\}?|^\*[a-zA-Z]+\*$/.test(text);
}
