// Alerts: list, acknowledge, close.
import { type AlertBody, alertsApi } from '#alerts/contract';

import type { Call, Command } from '../command.ts';
import { exit, refused, usageError } from '../failure.ts';
import { age, paint, print, printTable, severityStyle } from '../output.ts';

const states = ['firing', 'acknowledged', 'suppressed', 'resolved'];
const severities = ['critical', 'error', 'warning', 'info', 'unknown'];
const openStates = 'firing,acknowledged,suppressed';

const list: Command = {
  name: 'alerts',
  takes: '',
  summary: 'List alerts, newest first: open ones, or those of --state',
  examples: [
    'evenkeel alerts',
    'evenkeel alerts --state resolved --service checkout',
    'evenkeel alerts --json | jq -r ".items[].ref"',
  ],
  count: [0, 0],
  options: {
    state: {
      type: 'string',
      value: 'STATES',
      help: 'firing, acknowledged, suppressed, resolved',
      words: states,
    },
    service: { type: 'string', value: 'SLUG', help: 'of this service', names: 'service' },
    severity: {
      type: 'string',
      value: 'WORDS',
      help: 'critical, error, warning, info, unknown',
      words: severities,
    },
    limit: { type: 'string', value: 'N', help: 'at most this many (default 50)' },
  },
  async run(call) {
    const limit = wholeNumber(call, 'limit');
    const answer = await call.api(alertsApi.list, {
      query: {
        state: call.option('state') ?? openStates,
        ...given(call, 'service'),
        ...given(call, 'severity'),
        ...(limit !== undefined && { limit }),
      },
    });
    print(call, answer, () => {
      if (answer.items.length === 0) {
        call.err('No alerts.');
        return;
      }
      printAlerts(call, answer.items);
      if (answer.nextCursor !== null) call.err('There are more: raise --limit, or narrow it down.');
    });
    return undefined;
  },
};

function printAlerts(call: Call, alerts: readonly AlertBody[]): void {
  printTable(call, {
    head: ['ALERT', 'SEVERITY', 'STATE', 'SERVICE', 'WHAT HURTS', 'EVENTS', 'SINCE', 'OWNER'],
    flex: 4,
    rows: alerts.map((alert) => [
      alert.ref,
      { text: alert.severity, style: severityStyle(alert.severity) },
      alert.state === 'firing' ? { text: alert.state, style: 'bold' } : alert.state,
      alert.service ?? '',
      alert.title,
      String(alert.occurrences),
      age((call.now() - Temporal.Instant.from(alert.firstSeenAt).epochMilliseconds) / 1000),
      alert.acknowledgedBy ?? '',
    ]),
  });
}

const acknowledge: Command = {
  name: 'ack',
  takes: '[ALERT...]',
  names: [['alert']],
  summary: 'Acknowledge alerts: somebody has it, nothing more is sent',
  examples: ['evenkeel ack A-1042', 'evenkeel ack A-1042 A-1043', 'evenkeel ack --all'],
  count: [0, 200],
  options: {
    all: { type: 'boolean', help: 'every alert that fires now' },
    by: {
      type: 'string',
      value: 'EMAIL',
      help: "who has it (default: the key's owner)",
      names: 'person',
    },
  },
  run: (call) => act(call, 'acknowledged'),
};

const resolve: Command = {
  name: 'resolve',
  takes: 'ALERT...',
  names: [['alert']],
  summary: 'Close alerts by hand',
  examples: ['evenkeel resolve A-1042'],
  count: [1, 200],
  options: {
    by: {
      type: 'string',
      value: 'EMAIL',
      help: "who says so (default: the key's owner)",
      names: 'person',
    },
  },
  run: (call) => act(call, 'resolved'),
};

async function act(call: Call, what: 'acknowledged' | 'resolved'): Promise<number> {
  const alerts = call.flag('all') ? await firing(call) : [...call.words];
  if (alerts.length === 0) {
    if (!call.flag('all')) throw usageError('Say which alerts, or --all.');
    call.err('Nothing fires.');
    return exit.ok;
  }
  const count = `${alerts.length} alert${alerts.length === 1 ? '' : 's'}`;
  if (call.flag('all') && !(await call.confirm(`Acknowledge ${count}?`))) {
    throw refused('Nothing was done.');
  }
  const endpoint = what === 'acknowledged' ? alertsApi.acknowledgeMany : alertsApi.resolveMany;
  const by = call.option('by');
  const answer = await call.api(endpoint, { body: { alerts, ...(by !== undefined && { by }) } });
  print(call, answer, () => {
    for (const alert of answer.items) {
      const state = paint(call, alert.state === what ? 'green' : 'yellow', alert.state);
      call.out(`${alert.ref}  ${state}  ${alert.title}`);
    }
  });
  return exit.ok;
}

async function firing(call: Call): Promise<string[]> {
  if (call.words.length > 0) throw usageError('Either alerts or --all.');
  const answer = await call.api(alertsApi.list, { query: { state: 'firing', limit: 200 } });
  return answer.items.map((alert) => alert.ref);
}

/** An option as a part of a query, when it was given. */
export function given<N extends string>(call: Call, name: N): Partial<Record<N, string>> {
  const value = call.option(name);
  return value === undefined ? {} : ({ [name]: value } as Record<N, string>);
}

/** An option that must be a whole number. */
export function wholeNumber(call: Call, name: string): number | undefined {
  const text = call.option(name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw usageError(`--${name} is a whole number.`);
  return value;
}

export const alertCommands: readonly Command[] = [list, acknowledge, resolve];
