import { asFields, asList, asText, at, firstText, without } from './decide/fields.ts';
import type { Fields } from './decide/fields.ts';
import { readSeverity } from './decide/severity.ts';
import { digest } from './digest.ts';
import type { ParseResult, Rejection, Signal, SignalStatus, Source, Warning } from './model.ts';
import { toResult, toSignal } from './normalise.ts';

const KEYS = ['dedupKey', 'dedup', 'dedup_key', 'alias', 'alert_uid', 'id'] as const;
const TITLES = [
  'title',
  'summary',
  'subject',
  'alertname',
  'alertName',
  'alert_name',
  'name',
  'rule_name',
  'ruleName',
  'monitor_name',
  'check_name',
  'headline',
  'event',
  'message',
  'text',
  'description',
  'msg',
  'error',
  'reason',
  'details',
  'detail',
  'check',
  'host',
  'hostname',
  'url',
] as const;
const BODIES = ['message', 'details', 'description', 'text', 'body', 'msg'] as const;
const SEVERITIES = ['severity', 'level', 'priority'] as const;
const TIMES = ['time', 'timestamp', 'date', 'occurred_at', 'created_at'] as const;
const HREFS = ['link_to_upstream_details', 'image_url', 'url', 'link', 'href'] as const;
/** What has a meaning of its own. */
const KNOWN = [
  ...KEYS,
  ...SEVERITIES,
  ...TIMES,
  ...HREFS,
  'status',
  'state',
  'action',
  'labels',
  'meta',
  'links',
  'service',
];
const NOT_LABELS = new Set<string>([...KNOWN, ...TITLES.slice(0, 3), ...BODIES]);

const WORDS: Readonly<Record<Exclude<SignalStatus, 'none'>, ReadonlySet<string>>> = {
  firing: new Set(
    'firing alerting alert problem triggered trigger open opened active new down critical crit error warning warn failed failing failure'.split(
      ' ',
    ),
  ),
  acknowledged: new Set('acknowledged acknowledge ack acked'.split(' ')),
  resolved: new Set(
    'resolved resolve ok closed close recovered recovery normal up clear cleared healthy good green'.split(
      ' ',
    ),
  ),
};

/**
 * Our own JSON, the forms of Grafana OnCall and GoAlert, mail as JSON, and any other JSON
 * object: that opens an alert titled from its likeliest field and says so in a warning.
 */
export const generic: Source = {
  id: 'generic',
  aliases: ['webhook', 'formatted_webhook', 'goalert'],
  name: 'Webhook (any JSON)',
  parse: ({ body }) => parseGeneric(body, 'generic/1'),
  snippet: {
    language: 'shell',
    text: `curl {url} -H 'Content-Type: application/json' \\\n  -d '{"title":"Disk full on db1","severity":"critical","dedupKey":"db1-disk"}'`,
  },
};

/** The generic reading under another parser's name, for bodies that are not what was announced. */
export function parseGeneric(
  body: unknown,
  parser: string,
  notes: readonly Warning[] = [],
): ParseResult {
  const elements = Array.isArray(body) ? body : [body];
  const signals: Signal[] = [];
  const rejected: Rejection[] = [];
  elements.forEach((element, index) => {
    const fields = asFields(element);
    const read = fields === null ? 'the element is not a JSON object' : one(fields, parser, notes);
    if (typeof read === 'string') rejected.push({ index, reason: read });
    else signals.push(read);
  });
  return toResult({ signals, rejected });
}

function one(fields: Fields, parser: string, notes: readonly Warning[]): Signal | string {
  const warnings = [...notes];
  const { title, field } = titleOf(fields);
  const status = statusOf(fields, warnings);
  const service = firstText(fields, 'service');
  const sentKey = firstText(fields, ...KEYS);
  if (sentKey === null && title === null && status !== 'firing') {
    return `a signal that is ${status} needs a dedupKey or a title`;
  }
  if (field !== null) {
    warnings.push({ code: 'title_guessed', detail: `the title was taken from "${field}"` });
  }
  const body = bodyOf(fields, title);
  return toSignal(parser, {
    dedupKey: sentKey ?? computedKey(fields, title, service),
    status,
    severityRaw: firstText(fields, ...SEVERITIES),
    title: title ?? '',
    body,
    time: at(fields, TIMES.find((name) => asText(at(fields, name)) !== null) ?? 'time'),
    labels: [
      asFields(at(fields, 'labels')),
      asFields(at(fields, 'meta')),
      without(fields, NOT_LABELS),
    ],
    serviceHint: service,
    links: linksOf(fields),
    warnings,
  });
}

/** The title, and the name of its field when it had to be guessed. */
function titleOf(fields: Fields): { title: string | null; field: string | null } {
  for (const name of TITLES) {
    const value = at(fields, name);
    const nested = asFields(value);
    const text = nested === null ? asText(value) : firstText(nested, ...TITLES);
    if (text === null || typeof value === 'boolean') continue;
    const own =
      name === 'title' || (name === 'summary' && isGoAlert(fields)) || isMail(fields, name);
    return { title: text, field: own ? null : name };
  }
  for (const [name, value] of Object.entries(fields)) {
    const text = NOT_TITLES.has(name) ? null : guess(value);
    if (text !== null) return { title: text, field: name };
  }
  return { title: null, field: null };
}

const NOT_TITLES = new Set<string>([...KNOWN, 'source']);

function guess(value: unknown): string | null {
  if (typeof value === 'string') return asText(value);
  const nested = asFields(Array.isArray(value) ? value[0] : value);
  return nested === null ? null : firstText(nested, ...TITLES);
}

function isGoAlert(fields: Fields): boolean {
  return ['details', 'dedup', 'meta', 'action'].some((name) => at(fields, name) !== undefined);
}

function isMail(fields: Fields, name: string): boolean {
  return name === 'subject' && at(fields, 'sender') !== undefined;
}

/** State words first, then a severity that is a state (`ok`), then a mail that says just OK. */
function statusOf(fields: Fields, warnings: Warning[]): SignalStatus {
  for (const name of ['status', 'state', 'action'] as const) {
    const word = asText(at(fields, name))?.toLowerCase();
    if (word === undefined || typeof at(fields, name) !== 'string') continue;
    for (const status of ['resolved', 'acknowledged', 'firing'] as const) {
      if (WORDS[status].has(word)) return status;
    }
    const detail = `"${word.slice(0, 64)}" in "${name}" is no known state; read as firing`;
    warnings.push({ code: 'unknown_status', detail });
    return 'firing';
  }
  if (readSeverity(firstText(fields, ...SEVERITIES)).resolves) return 'resolved';
  const mail = at(fields, 'sender') !== undefined && at(fields, 'subject') !== undefined;
  return mail && asText(at(fields, 'message')) === 'OK' ? 'resolved' : 'firing';
}

/** Without a key the same text is the same problem; an object without any text is its own key. */
function computedKey(fields: Fields, title: string | null, service: string | null): string {
  if (title === null) return `sha256:${digest(fields)}`;
  if (at(fields, 'title') === undefined) {
    if (isMail(fields, 'subject')) return `mail:${title.toUpperCase()}`;
    if (isGoAlert(fields)) return `sha256:${digest([title, asText(at(fields, 'details'))])}`;
  }
  return `sha256:${digest([title, service])}`;
}

function bodyOf(fields: Fields, title: string | null): string | null {
  for (const name of BODIES) {
    const text = asText(at(fields, name));
    if (text !== null && text !== title) return text;
  }
  return null;
}

function linksOf(fields: Fields): { href: unknown; text: string }[] {
  const listed = asList(at(fields, 'links')).map((link) =>
    typeof link === 'string'
      ? { href: link, text: 'Link' }
      : {
          href: at(link, 'href') ?? at(link, 'url'),
          text: firstText(link, 'text', 'name') ?? 'Link',
        },
  );
  const single = HREFS.map((name) => ({
    href: at(fields, name),
    text: name === 'image_url' ? 'Image' : 'Source',
  })).filter(({ href }) => typeof href === 'string');
  return [...listed, ...single];
}
