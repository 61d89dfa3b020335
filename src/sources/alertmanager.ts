import { asFields, asList, at, firstText, without } from './decide/fields.ts';
import type { Fields } from './decide/fields.ts';
import { readTime } from './decide/time.ts';
import { digest } from './digest.ts';
import { parseGeneric } from './generic.ts';
import type { GroupResolve, ParseResult, Rejection, Signal, Source, Warning } from './model.ts';
import { keyWithin, toResult, toSignal } from './normalise.ts';
import type { Draft } from './normalise.ts';

const PARSER = 'alertmanager/1';
const SHOWN = [
  'summary',
  'title',
  'message',
  'description',
  'runbook_url',
  'dashboard_url',
  'severity',
  'priority',
];

/** Alertmanager's webhook, body version 4: each alert by its fingerprint, never by the group. */
export const alertmanager: Source = {
  id: 'alertmanager',
  aliases: ['prometheus'],
  name: 'Prometheus Alertmanager',
  parse: ({ body }) => parseGroup(body, PARSER, () => ({})),
  snippet: {
    language: 'yaml',
    text: 'receivers:\n  - name: evenkeel\n    webhook_configs:\n      - url: {url}\n        send_resolved: true\n',
  },
};

/** What a relative of Alertmanager (Grafana) adds to the draft of one alert. */
export type Extras = (alert: Fields, body: Fields) => Partial<Draft>;

/**
 * Reads a body of Alertmanager's shape. One POST may hold firing and resolved alerts: the status of
 * each counts, not the one at the top. A resolved group that was truncated closes all of its group.
 */
export function parseGroup(body: unknown, parser: string, extras: Extras): ParseResult {
  const group = asFields(body);
  if (group === null) return refuse('the body is not a JSON object');
  const alerts = at(group, 'alerts');
  if (alerts === undefined && Object.keys(group).length > 0) {
    const detail = 'the body has no list of alerts; read as any JSON';
    return parseGeneric(group, parser, [{ code: 'unexpected_shape', detail }]);
  }
  if (!Array.isArray(alerts)) return refuse('"alerts" is missing or not a list');
  const signals: Signal[] = [];
  const rejected: Rejection[] = [];
  const notes = truncationNotes(group);
  alerts.forEach((element: unknown, index) => {
    const alert = asFields(element);
    const labels = asFields(at(alert, 'labels'));
    if (alert === null || labels === null || Object.keys(labels).length === 0) {
      rejected.push({ index, reason: 'the alert has no labels' });
    } else {
      signals.push(one({ alert, labels, group, notes, parser, extra: extras(alert, group) }));
    }
  });
  return toResult({ signals, rejected, groupResolves: groupResolves(group) });
}

function refuse(reason: string): ParseResult {
  return toResult({ rejected: [{ index: 0, reason }] });
}

interface OneAlert {
  readonly alert: Fields;
  readonly labels: Fields;
  readonly group: Fields;
  readonly notes: readonly Warning[];
  readonly parser: string;
  readonly extra: Partial<Draft>;
}

function one({ alert, labels, group, notes, parser, extra }: OneAlert): Signal {
  const notesOfAlert = asFields(at(alert, 'annotations')) ?? {};
  const status = (firstText(alert, 'status') ?? firstText(group, 'status'))?.toLowerCase();
  const resolved = status === 'resolved' || status === 'ok';
  const ended = readTime(at(alert, 'endsAt'));
  const title = titleOf(labels, notesOfAlert);
  return toSignal(parser, {
    dedupKey: firstText(alert, 'fingerprint') ?? digest(labels),
    status: resolved ? 'resolved' : 'firing',
    severityRaw:
      firstText(labels, 'severity', 'priority') ?? firstText(notesOfAlert, 'severity', 'priority'),
    title,
    body: bodyOf(notesOfAlert, title),
    time: resolved && ended?.at ? ended.text : at(alert, 'startsAt'),
    groupKey: firstText(group, 'groupKey'),
    warnings: notes,
    ...extra,
    labels: [labels, { annotations: without(notesOfAlert, SHOWN) }, ...(extra.labels ?? [])],
    linkBase: firstText(group, 'externalURL'),
    links: [
      { href: at(alert, 'generatorURL'), text: 'Source' },
      { href: at(notesOfAlert, 'runbook_url'), text: 'Runbook' },
      { href: at(notesOfAlert, 'dashboard_url'), text: 'Dashboard' },
      ...(extra.links ?? [{ href: silenceLink(labels, group), text: 'Silence' }]),
    ],
  });
}

/** The title of an alert with these labels and annotations (protocols 3.2). */
export function titleOf(labels: Fields, annotations: Fields): string {
  return (
    firstText(annotations, 'summary', 'title', 'message', 'description') ??
    firstText(labels, 'alertname') ??
    labelsAsTitle(labels)
  );
}

/** `instance=db1, job=node`: the last resort of an alert that nobody gave a name. */
function labelsAsTitle(labels: Fields): string {
  return Object.keys(labels)
    .filter((name) => name !== 'severity' && name !== 'priority')
    .sort()
    .map((name) => `${name}=${firstText(labels, name) ?? ''}`)
    .join(', ');
}

/** The longest text that is not the title already. */
export function bodyOf(annotations: Fields, title: string): string | null {
  const texts = ['description', 'message', 'summary'].map((name) => firstText(annotations, name));
  return texts.find((text) => text !== null && text !== title) ?? null;
}

function silenceLink(labels: Fields, group: Fields): string | null {
  const base = firstText(group, 'externalURL');
  if (base === null) return null;
  const matchers = Object.keys(labels)
    .sort()
    .map((name) => `${name}=${JSON.stringify(firstText(labels, name) ?? '')}`);
  return `${base.replace(/\/+$/, '')}/#/silences/new?filter=${encodeURIComponent(`{${matchers.join(', ')}}`)}`;
}

function truncatedBy(group: Fields): number {
  const count = Number(firstText(group, 'truncatedAlerts'));
  return Number.isFinite(count) && count > 0 ? count : 0;
}

function truncationNotes(group: Fields): Warning[] {
  const over = firstText(group, 'status')?.toLowerCase() === 'resolved';
  const count = over ? 0 : truncatedBy(group);
  const detail = `${count} more alerts of this group were left out by max_alerts`;
  return count > 0 ? [{ code: 'group_truncated', detail }] : [];
}

function groupResolves(group: Fields): GroupResolve[] {
  const groupKey = firstText(group, 'groupKey');
  const over = firstText(group, 'status')?.toLowerCase() === 'resolved';
  if (!over || groupKey === null || truncatedBy(group) === 0) return [];
  const ends = asList(at(group, 'alerts')).map((alert) => readTime(at(alert, 'endsAt')));
  const known = ends.filter((end) => end !== null && end.at !== null);
  const sourceTime = known.reduce<(typeof known)[number] | null>(
    (latest, end) =>
      latest?.at && end?.at && Temporal.Instant.compare(latest.at, end.at) >= 0 ? latest : end,
    null,
  );
  return [{ groupKey: keyWithin(groupKey, []), sourceTime }];
}
