import { asFields, asList, asText, at, firstText } from './decide/fields.ts';
import type { Fields } from './decide/fields.ts';
import type { ChangeKind, ParseResult, Signal, SignalStatus, Source } from './model.ts';
import { toResult, toSignal } from './normalise.ts';
import type { Draft } from './normalise.ts';

const PARSER = 'pagerduty/1';
const STATUS: Readonly<Record<string, SignalStatus>> = {
  trigger: 'firing',
  acknowledge: 'acknowledged',
  resolve: 'resolved',
};

/** Events API v2, by its own path or through `/in/pagerduty/{key}`; a body without an action is a change. */
export const pagerduty: Source = {
  id: 'pagerduty',
  aliases: ['pagerduty-events'],
  name: 'PagerDuty Events v2 senders',
  parse({ body, eventId }) {
    const isEvent = at(body, 'event_action') !== undefined || asFields(body) === null;
    const reading = isEvent
      ? readPagerdutyEvent(body, eventId)
      : readPagerdutyChange(body, eventId);
    return reading.ok ? toResult({ signals: [reading.signal] }) : refused(reading.errors);
  },
  snippet: {
    language: 'text',
    text: 'Change the host of the Events API to {origin} and the routing key to {key}.',
  },
};

export type PagerdutyReading =
  | { readonly ok: true; readonly signal: Signal; readonly dedupKey: string }
  | { readonly ok: false; readonly errors: readonly string[] };

/** The three answers of the Events API, to the letter: clients decode `errors` as a list of text. */
export const pagerdutyAnswers = {
  accepted: (dedupKey: string) => ({
    status: 'success',
    message: 'Event processed',
    dedup_key: dedupKey,
  }),
  changeAccepted: () => ({ status: 'success', message: 'Change event processed' }),
  invalid: (errors: readonly string[]) => ({
    status: 'invalid event',
    message: 'Event object is invalid',
    errors: [...errors],
  }),
  unreadable: () => ({
    status: 'Unrecognized object',
    message: 'Event object format is unrecognized',
    errors: ['JSON parse error'],
  }),
} as const;

/**
 * One body of `POST /v2/enqueue`.
 * @param newKey becomes the dedup key of a trigger that has none; it is given back to the sender.
 */
export function readPagerdutyEvent(body: unknown, newKey: string): PagerdutyReading {
  const event = asFields(body);
  if (event === null) return { ok: false, errors: ['the event is not a JSON object'] };
  const action = firstText(event, 'event_action')?.toLowerCase() ?? '';
  const status = Object.hasOwn(STATUS, action) ? STATUS[action] : undefined;
  const payload = asFields(at(event, 'payload'));
  const sentKey = firstText(event, 'dedup_key');
  const errors = eventErrors(action, status, sentKey);
  if (status === 'firing')
    errors.push(...payloadErrors(payload, ['summary', 'source', 'severity']));
  if (status === undefined || errors.length > 0) return { ok: false, errors };
  const dedupKey = sentKey ?? newKey;
  const signal = toSignal(PARSER, {
    ...payloadDraft(event, payload ?? {}),
    dedupKey,
    status,
    severityRaw: firstText(payload, 'severity'),
  });
  return { ok: true, signal, dedupKey };
}

/** One body of `POST /v2/change/enqueue`: recorded, never a page. */
export function readPagerdutyChange(body: unknown, newKey: string): PagerdutyReading {
  const event = asFields(body);
  if (event === null) return { ok: false, errors: ['the event is not a JSON object'] };
  const payload = asFields(at(event, 'payload'));
  const errors = payloadErrors(payload, ['summary']);
  if (errors.length > 0) return { ok: false, errors };
  const details = at(payload, 'custom_details');
  const by = firstText(details, 'user', 'author', 'actor', 'deployed_by', 'triggered_by');
  const signal = toSignal(PARSER, {
    ...payloadDraft(event, payload ?? {}),
    kind: 'change',
    dedupKey: newKey,
    status: 'none',
    actor: by,
    change: {
      kind: changeKind(
        `${firstText(payload, 'summary') ?? ''} ${firstText(details, 'kind', 'type') ?? ''}`,
      ),
      environment: firstText(details, 'environment', 'env'),
      by: by ?? firstText(payload, 'source'),
      outcome: outcomeOf(firstText(details, 'build_state', 'state', 'status', 'result')),
    },
  });
  return { ok: true, signal, dedupKey: newKey };
}

function refused(errors: readonly string[]): ParseResult {
  return toResult({ rejected: [{ index: 0, reason: errors.join('; ') }] });
}

function eventErrors(
  action: string,
  status: SignalStatus | undefined,
  key: string | null,
): string[] {
  if (action === '') return ["'event_action' is missing or blank"];
  if (status === undefined) {
    return ["'event_action' must be one of trigger, acknowledge, resolve"];
  }
  return status !== 'firing' && key === null ? ["'dedup_key' is missing or blank"] : [];
}

function payloadErrors(payload: Fields | null, required: readonly string[]): string[] {
  if (payload === null) return ["'payload' is missing or blank"];
  return required
    .filter((name) => firstText(payload, name) === null)
    .map((name) => `'payload.${name}' is missing or blank`);
}

type Common = Pick<
  Draft,
  'title' | 'body' | 'time' | 'labels' | 'serviceHint' | 'links' | 'linkBase'
>;

function payloadDraft(event: Fields, payload: Fields): Common {
  const details = at(payload, 'custom_details');
  const { lines, labels } = splitDetails(details);
  const client = firstText(event, 'client');
  return {
    title: firstText(payload, 'summary') ?? '',
    body: lines,
    time: at(payload, 'timestamp'),
    labels: [
      {
        source: asText(at(payload, 'source')),
        component: asText(at(payload, 'component')),
        group: asText(at(payload, 'group')),
        class: asText(at(payload, 'class')),
        client,
      },
      labels,
    ],
    serviceHint:
      firstText(details, 'service') ??
      firstText(payload, 'component') ??
      firstText(payload, 'source'),
    links: [
      ...asList(at(event, 'links')).map((link) => ({
        href: at(link, 'href'),
        text: firstText(link, 'text') ?? 'Link',
      })),
      { href: at(event, 'client_url'), text: client ?? 'Source' },
      ...asList(at(event, 'images')).map((image) => ({
        href: at(image, 'href') ?? at(image, 'src'),
        text: firstText(image, 'alt') ?? 'Image',
      })),
    ],
  };
}

/** Long or many-line details read as text, the rest as labels. */
function splitDetails(details: unknown): { lines: string; labels: Fields } {
  const fields = asFields(details);
  if (fields === null) return { lines: asText(details) ?? '', labels: {} };
  const labels: [string, unknown][] = [];
  const lines: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string' && (value.length > 256 || value.includes('\n'))) {
      lines.push(`${name}:\n${value}`);
    } else {
      labels.push([name, value]);
    }
  }
  return { lines: lines.join('\n\n'), labels: Object.fromEntries(labels) };
}

function changeKind(text: string): ChangeKind {
  if (/\bmigrat/i.test(text)) return 'migration';
  if (/\b(feature )?(flag|toggle)\b/i.test(text)) return 'flag';
  if (/\b(config|configuration|setting)s?\b/i.test(text)) return 'config';
  if (/\b(terraform|infrastructure|scaled?|node pool)\b/i.test(text)) return 'infrastructure';
  return 'deploy';
}

function outcomeOf(word: string | null): 'succeeded' | 'failed' | 'running' | null {
  if (word === null) return null;
  if (/^(passed|success|succeeded|ok|complete|completed)$/i.test(word)) return 'succeeded';
  if (/^(failed|failure|error|errored|cancell?ed)$/i.test(word)) return 'failed';
  return /^(running|started|pending|in_progress)$/i.test(word) ? 'running' : null;
}
