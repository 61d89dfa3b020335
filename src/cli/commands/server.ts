import { alertsApi } from '#alerts/contract';
// The server itself: signing in, its state, sending an event, is the paging chain healthy.
import { deliveryApi } from '#delivery/contract';
import { incidentsApi } from '#incidents/contract';
import { oncallApi } from '#oncall/contract';
import { sessionApi } from '#people/contract';
import { ApiError, createClient } from '#platform/client';

import type { Call, Command } from '../command.ts';
import { CliError, exit, usageError } from '../failure.ts';
import { paint, print } from '../output.ts';
import { saveProfile } from '../settings.ts';

const login: Command = {
  name: 'login',
  takes: '',
  summary:
    'Store the address of a server and an API key; the key comes by stdin or EVENKEEL_API_KEY',
  examples: [
    'evenkeel login --url https://evenkeel.example.com < api-key.txt',
    'evenkeel login --profile staging --url https://staging.example.com < api-key.txt',
  ],
  count: [0, 0],
  async run(call) {
    if (call.mayAsk) call.err('Paste the API key (settings, keys) and end with Ctrl+D:');
    const given = call.env['EVENKEEL_API_KEY'] || (await call.readStdin()).trim();
    if (given === '') throw usageError('The API key comes by stdin: evenkeel login < api-key.txt');
    const api = createClient({
      baseUrl: call.url,
      headers: { authorization: `Bearer ${given}`, 'user-agent': 'evenkeel-cli' },
    });
    const session = await api(sessionApi.get);
    const name = call.option('profile') ?? 'default';
    const path = await saveProfile(call.env, name, { url: call.url, key: given });
    const who = session.person?.email ?? session.key?.name ?? 'a key';
    print(call, { url: call.url, profile: name, who }, () => {
      call.out(`${session.organisation.name} at ${call.url} as ${who}`);
      call.err(`Stored in ${path} as profile ${name}.`);
    });
    return undefined;
  },
};

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
  takes: 'TITLE',
  summary: 'Send an event through an ingest key, as a monitoring tool would',
  examples: [
    'evenkeel event send "disk full" --severity critical --dedup-key disk-db1 < ingest-key.txt',
    'EVENKEEL_INGEST_KEY=... evenkeel event send "disk full" --status resolved --dedup-key disk-db1',
  ],
  count: [1, 1],
  options: {
    status: { type: 'string', value: 'STATUS', help: 'firing (default), acknowledged, resolved' },
    severity: { type: 'string', value: 'WORD', help: 'critical, error, warning, info' },
    'dedup-key': { type: 'string', value: 'KEY', help: 'the same problem has the same key' },
    service: { type: 'string', value: 'SLUG', help: "default: the key's service" },
    message: { type: 'string', value: 'TEXT', help: 'more words' },
  },
  async run(call) {
    const key = call.env['EVENKEEL_INGEST_KEY'] || (await call.readStdin()).trim();
    if (key === '') throw usageError('The ingest key comes by EVENKEEL_INGEST_KEY or stdin.');
    const option = (name: string, as: string): Record<string, string> => {
      const value = call.option(name);
      return value === undefined ? {} : { [as]: value };
    };
    const body = {
      title: call.words[0],
      ...option('status', 'status'),
      ...option('severity', 'severity'),
      ...option('dedup-key', 'dedupKey'),
      ...option('service', 'service'),
      ...option('message', 'message'),
    };
    const answer = await sendEvent(call, key, body);
    print(call, answer, () => {
      for (const alert of answer.alerts) call.out(`${alert.ref ?? alert.dedupKey}  ${alert.state}`);
      for (const one of answer.rejected) call.err(`refused: ${one.reason}`);
    });
    return answer.rejected.length > 0 ? exit.no : exit.ok;
  },
};

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

interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

const doctor: Command = {
  name: 'doctor',
  takes: '',
  summary: 'Check the whole paging chain; exit code 10 when something is wrong',
  examples: ['evenkeel doctor', 'evenkeel doctor --json'],
  count: [0, 0],
  async run(call) {
    const checks = [await reachable(call), ...(await channels(call)), ...(await coverage(call))];
    print(call, { checks }, () => {
      for (const { name, ok, detail } of checks) {
        const word = ok ? paint(call, 'green', 'ok') : paint(call, 'red', 'NO');
        call.out(`${word.padEnd(call.color ? 13 : 4)}${name}: ${detail}`);
      }
    });
    return checks.every((check) => check.ok) ? exit.ok : exit.no;
  },
};

async function reachable(call: Call): Promise<Check> {
  const response = await fetch(`${call.url}/readyz`).catch(() => null);
  if (response === null) throw new ApiError(0, null, `No answer from ${call.url}.`);
  const ok = response.ok;
  return {
    name: 'server',
    ok,
    detail: ok ? `${call.url} is ready` : 'the database does not answer',
  };
}

async function channels(call: Call): Promise<Check[]> {
  const { items } = await call.api(deliveryApi.channels);
  const usable = items.filter((channel) => channel.configured);
  const email = items.find((channel) => channel.id === 'email');
  return [
    {
      name: 'e-mail',
      ok: email?.configured === true,
      detail: email?.missing ?? 'is set up',
    },
    {
      name: 'channels',
      ok: usable.length > 0,
      detail: `${usable.map((channel) => channel.id).join(', ') || 'none'} can be used`,
    },
  ];
}

async function coverage(call: Call): Promise<Check[]> {
  const { items } = await call.api(oncallApi.oncall, { query: {} });
  return items.map((one) => ({
    name: `on call, ${one.schedule.slug}`,
    ok: one.people.length > 0,
    detail: one.people.map((person) => person.name).join(', ') || 'NOBODY',
  }));
}

export const serverCommands: readonly Command[] = [login, status, event, doctor];
