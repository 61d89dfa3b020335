import { readFile } from 'node:fs/promises';

import { alertsApi } from '#alerts/contract';
// The state of things in a few lines, and sending an event.
import { incidentsApi } from '#incidents/contract';
import { oncallApi } from '#oncall/contract';
import { ApiError } from '#platform/client';

import type { Call, Command } from '../command.ts';
import { CliError, exit, usageError } from '../failure.ts';
import { paint, print } from '../output.ts';

const eventStates = ['firing', 'acknowledged', 'resolved'];
const severities = ['critical', 'error', 'warning', 'info'];

const status: Command = {
  name: 'status',
  takes: '',
  summary: 'What burns and who is on call, in a few lines; exit code 10 when something burns',
  examples: ['evenkeel status'],
  count: [0, 0],
  async run(call) {
    const [incidents, counts, oncall] = await Promise.all([
      call.api(incidentsApi.list, { query: { state: 'open' } }),
      call.api(alertsApi.counts),
      call.api(oncallApi.oncall, { query: {} }),
    ]);
    const firing = counts.byState['firing'] ?? 0;
    const empty = oncall.items.filter((one) => one.people.length === 0);
    const answer = { incidents: incidents.items, alerts: counts, onCall: oncall.items };
    print(call, answer, () => {
      for (const one of incidents.items) {
        call.out(`${paint(call, 'red', one.severityName)} ${one.ref} ${one.title} (${one.phase})`);
      }
      if (incidents.items.length === 0) call.out('No open incident.');
      call.out(
        `${counts.open} open alert${counts.open === 1 ? '' : 's'}, ${firing} nobody has taken.`,
      );
      for (const one of oncall.items) {
        const names = one.people.map((person) => person.name).join(', ');
        call.out(`${one.schedule.slug}: ${names === '' ? paint(call, 'red', 'NOBODY') : names}`);
      }
    });
    return incidents.items.length > 0 || firing > 0 || empty.length > 0 ? exit.no : exit.ok;
  },
};

const event: Command = {
  name: 'event send',
  takes: '[TITLE]',
  summary: 'Send an event through an ingest key, as a monitoring tool would',
  examples: [
    'evenkeel event send "disk full" --severity critical --dedup-key disk-db1 < ingest-key.txt',
    'EVENKEEL_INGEST_KEY=... evenkeel event send "disk full" --status resolved --dedup-key disk-db1',
    'jq .alert payload.json | EVENKEEL_INGEST_KEY=... evenkeel event send --body -',
  ],
  count: [0, 1],
  options: {
    status: {
      type: 'string',
      value: 'STATUS',
      help: 'firing (default), acknowledged, resolved',
      words: eventStates,
    },
    severity: {
      type: 'string',
      value: 'WORD',
      help: 'critical, error, warning, info',
      words: severities,
    },
    'dedup-key': { type: 'string', value: 'KEY', help: 'the same problem has the same key' },
    service: {
      type: 'string',
      value: 'SLUG',
      help: "default: the key's service",
      names: 'service',
    },
    message: { type: 'string', value: 'TEXT', help: 'more words' },
    body: {
      type: 'string',
      value: 'PATH',
      help: 'a JSON body instead of these options; - is stdin',
      names: 'file',
    },
  },
  async run(call) {
    const body = await eventBody(call);
    const key = call.env['EVENKEEL_INGEST_KEY'] || (await call.readStdin()).trim();
    if (key === '') throw usageError('The ingest key comes by EVENKEEL_INGEST_KEY or stdin.');
    const answer = await sendEvent(call, key, body);
    print(call, answer, () => {
      for (const alert of answer.alerts) call.out(`${alert.ref ?? alert.dedupKey}  ${alert.state}`);
      for (const one of answer.rejected) call.err(`refused: ${one.reason}`);
    });
    return answer.rejected.length > 0 ? exit.no : exit.ok;
  },
};

const eventFields = {
  status: 'status',
  severity: 'severity',
  'dedup-key': 'dedupKey',
  service: 'service',
  message: 'message',
} as const;

async function eventBody(call: Call): Promise<object> {
  const [title] = call.words;
  const path = call.option('body');
  const given = Object.entries(eventFields).flatMap(([name, as]) => {
    const value = call.option(name);
    return value === undefined ? [] : [[as, value] as const];
  });
  if (path === undefined) {
    if (title === undefined) throw usageError('Say what happened: evenkeel event send "disk full"');
    return Object.fromEntries([['title', title], ...given]);
  }
  if (title !== undefined || given.length > 0) {
    throw usageError('Either --body, or a title with its options.');
  }
  if (path === '-' && !call.env['EVENKEEL_INGEST_KEY']) {
    throw usageError('With --body - the key comes by EVENKEEL_INGEST_KEY.');
  }
  const text = path === '-' ? await call.readStdin() : await readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below, in words.
  }
  throw usageError(`${path === '-' ? 'stdin' : path} is no JSON object or array.`);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    throw usageError(`${path} cannot be read.`);
  }
}

interface Accepted {
  status: string;
  alerts: { ref: string | null; dedupKey: string; state: string }[];
  rejected: { index: number; reason: string }[];
}

/** The way of `curl`: an ingest key stands in the path and is no API key. */
async function sendEvent(call: Call, key: string, body: object): Promise<Accepted> {
  const url = `${call.url}/in/generic/${encodeURIComponent(key)}`;
  const headers = { 'content-type': 'application/json' };
  let response: Response;
  try {
    response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  } catch {
    throw new ApiError(0, null, `No answer from ${call.url}.`);
  }
  const text = await response.text();
  if (response.status === 401) throw new CliError(exit.notAllowed, 'This ingest key is not known.');
  if (!response.ok) throw new ApiError(response.status, null, `HTTP ${response.status}: ${text}`);
  return JSON.parse(text) as Accepted;
}

export const serverCommands: readonly Command[] = [status, event];
