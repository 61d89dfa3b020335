import { bodyOf, titleOf } from './alertmanager.ts';
import { asFields, asText, at, firstText, without } from './decide/fields.ts';
import type { Fields } from './decide/fields.ts';
import { readTime } from './decide/time.ts';
import { digest } from './digest.ts';
import type { Rejection, Signal, Source } from './model.ts';
import { toResult, toSignal } from './normalise.ts';

/**
 * What Prometheus itself sends: `POST /api/v2/alerts`, a list of alerts whose label set is their
 * identity. `endsAt` in the past is a resolve; in the future it is how long the sender vouches for
 * the alert. The caller compares it with the clock, see `settleEnds`.
 */
export const alertmanagerApi: Source = {
  id: 'alertmanager-api',
  aliases: ['prometheus-api'],
  name: 'Prometheus (Alertmanager API v2)',
  parse({ body }) {
    if (!Array.isArray(body)) {
      return toResult({ rejected: [{ index: 0, reason: 'the body is not a list of alerts' }] });
    }
    const signals: Signal[] = [];
    const rejected: Rejection[] = [];
    body.forEach((element: unknown, index) => {
      const labels = labelsOf(element);
      if (labels === null) rejected.push({ index, reason: 'at least one label pair required' });
      else signals.push(one(element as Fields, labels));
    });
    return toResult({ signals, rejected });
  },
  snippet: {
    language: 'yaml',
    text: 'alerting:\n  alertmanagers:\n    - api_version: v2\n      scheme: http\n      authorization: { credentials: {key} }\n      static_configs: [{ targets: [{host}] }]\n',
  },
};

/** Turns firing signals whose `expiresAt` has passed into resolves (the API has no status field). */
export function settleEnds(signals: readonly Signal[], now: Temporal.Instant): Signal[] {
  return signals.map((signal) =>
    signal.status === 'firing' &&
    signal.expiresAt !== null &&
    Temporal.Instant.compare(signal.expiresAt, now) <= 0
      ? {
          ...signal,
          status: 'resolved',
          sourceTime: { text: signal.expiresAt.toString(), at: signal.expiresAt },
          expiresAt: null,
        }
      : signal,
  );
}

/** The labels that have a value, or null when none is left. */
function labelsOf(element: unknown): Fields | null {
  const sent = asFields(at(element, 'labels'));
  if (sent === null) return null;
  const kept = Object.entries(sent).filter(([, value]) => asText(value) !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function one(alert: Fields, labels: Fields): Signal {
  const annotations = asFields(at(alert, 'annotations')) ?? {};
  const title = titleOf(labels, annotations);
  return toSignal('alertmanager-api/1', {
    dedupKey: digest(labels),
    status: 'firing',
    severityRaw:
      firstText(labels, 'severity', 'priority') ?? firstText(annotations, 'severity', 'priority'),
    title,
    body: bodyOf(annotations, title),
    time: at(alert, 'startsAt'),
    expiresAt: readTime(at(alert, 'endsAt'))?.at ?? null,
    labels: [labels, { annotations: without(annotations, ['summary', 'description', 'message']) }],
    links: [
      { href: at(alert, 'generatorURL'), text: 'Source' },
      { href: at(annotations, 'runbook_url'), text: 'Runbook' },
      { href: at(annotations, 'dashboard_url'), text: 'Dashboard' },
    ],
  });
}
