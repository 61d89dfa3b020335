import { parseGroup } from './alertmanager.ts';
import { asFields, asList, asText, at, firstText } from './decide/fields.ts';
import type { Fields } from './decide/fields.ts';
import { digest } from './digest.ts';
import type { ParseResult, SignalStatus, Source, Warning } from './model.ts';
import { toResult, toSignal } from './normalise.ts';

const PARSER = 'grafana/1';

/** Grafana: unified alerting (Alertmanager's shape and more) and the legacy alerts before it. */
export const grafana: Source = {
  id: 'grafana',
  aliases: ['grafana_alerting', 'grafana-legacy'],
  name: 'Grafana',
  parse({ body }) {
    const fields = asFields(body);
    const legacy =
      fields !== null &&
      (at(fields, 'ruleId') !== undefined || at(fields, 'evalMatches') !== undefined);
    return legacy ? parseLegacy(fields) : parseGroup(body, PARSER, unifiedExtras);
  },
  snippet: {
    language: 'text',
    text: 'Alerting > Contact points > Add contact point\nIntegration: Webhook\nURL: {url}\nHTTP Method: POST',
  },
};

function unifiedExtras(alert: Fields): ReturnType<Parameters<typeof parseGroup>[2]> {
  const values = asFields(at(alert, 'values'));
  return {
    labels: values === null ? [] : [{ values }],
    links: [
      { href: at(alert, 'dashboardURL'), text: 'Dashboard' },
      { href: at(alert, 'panelURL'), text: 'Panel' },
      { href: at(alert, 'silenceURL'), text: 'Silence' },
      { href: at(alert, 'imageURL'), text: 'Image' },
    ],
  };
}

/** One message a rule, however many series match; the title changes with the state, so it is no key. */
function parseLegacy(body: Fields): ParseResult {
  const ruleId = firstText(body, 'ruleId');
  const name = firstText(body, 'ruleName') ?? stripState(firstText(body, 'title'));
  if (ruleId === null && name === null) {
    return toResult({ rejected: [{ index: 0, reason: 'neither ruleId nor ruleName is there' }] });
  }
  const warnings: Warning[] = [];
  const state = firstText(body, 'state')?.toLowerCase() ?? 'alerting';
  const tags = asFields(at(body, 'tags')) ?? {};
  const matches = asList(at(body, 'evalMatches'));
  const signal = toSignal(PARSER, {
    dedupKey: ruleId === null ? digest([name]) : `rule:${ruleId}:${firstText(body, 'orgId') ?? ''}`,
    status: statusOf(state, warnings),
    ...(state === 'no_data' ? { severity: 'unknown' as const } : {}),
    severityRaw: firstText(tags, 'severity', 'priority'),
    title: name ?? 'Grafana alert',
    body: [firstText(body, 'message'), ...matches.slice(0, 20).map(matchLine)]
      .filter((line) => line !== null)
      .join('\n'),
    labels: [tags, asFields(at(matches[0], 'tags')), { ruleName: name, ruleId }],
    links: [
      { href: at(body, 'ruleUrl'), text: 'Source' },
      { href: at(body, 'imageUrl'), text: 'Image' },
    ],
    warnings,
  });
  return toResult({ signals: [signal] });
}

function statusOf(state: string, warnings: Warning[]): SignalStatus {
  if (state === 'ok') return 'resolved';
  if (state === 'paused' || state === 'pending') return 'none';
  if (state !== 'alerting' && state !== 'no_data') {
    const detail = `"${state.slice(0, 64)}" is no known state; read as firing`;
    warnings.push({ code: 'unknown_status', detail });
  }
  return 'firing';
}

function matchLine(match: unknown): string | null {
  const metric = firstText(match, 'metric');
  return metric === null ? null : `${metric}: ${asText(at(match, 'value')) ?? 'no value'}`;
}

function stripState(title: string | null): string | null {
  return title?.replace(/^\[[a-z ]{2,12}\]\s*/i, '') ?? null;
}
