// The live stream in a terminal: a line for each thing that happens, until it is stopped.
import { alertsApi } from '#alerts/contract';
import { changesApi } from '#changes/contract';
import { incidentsApi } from '#incidents/contract';
import { oncallApi } from '#oncall/contract';
import { pagesApi } from '#paging/contract';
import { ApiError } from '#platform/client';
import { parseDuration, readDuration } from '#platform/duration';

import type { Call, Command } from '../command.ts';
import { exit, usageError } from '../failure.ts';
import { clean, paint } from '../output.ts';
import { followStream, type Heard } from '../stream.ts';
import { wholeNumber } from './alerts.ts';

const topics = ['alerts', 'pages', 'incidents', 'oncall', 'services', 'changes', 'status', 'now'];

const watch: Command = {
  name: 'watch',
  takes: '[TOPIC...]',
  summary: 'Follow what happens, live, until Ctrl+C; nothing is missed when the line breaks',
  examples: [
    'evenkeel watch',
    'evenkeel watch incidents pages',
    'evenkeel watch alerts --json | jq -r .object.title',
    'evenkeel watch --for 10m --count 1',
  ],
  count: [0, 20],
  options: {
    count: { type: 'string', value: 'N', help: 'end after so many lines' },
    for: { type: 'string', value: 'DURATION', help: 'end after this time' },
  },
  async run(call) {
    for (const topic of call.words) checkTopic(topic);
    const most = wholeNumber(call, 'count') ?? Number.POSITIVE_INFINITY;
    const seconds = durationOf(call);
    let told = 0;
    let last = '';
    if (!call.json) call.err(`Following ${call.url}. Ctrl+C ends it.`);
    await followStream(call, {
      // Entries of one incident have its id in their topic.
      topics: call.words.flatMap((topic) =>
        topic === 'incidents' ? [topic, 'incident:*'] : topic,
      ),
      endAfterMs: seconds === undefined ? null : seconds * 1000,
      async hear(entry) {
        for (const line of await linesOf(call, entry)) {
          // The same thing told twice in a row is one thing to a reader.
          if (line === last && !call.json) continue;
          last = line;
          call.out(line);
          told += 1;
          if (told >= most) return false;
        }
        return told < most;
      },
    });
    return exit.ok;
  },
};

function checkTopic(topic: string): void {
  if (topics.includes(topic) || /^incident:[\w*]+$/.test(topic)) return;
  throw usageError(`There is no topic ${topic}. There are: ${topics.join(', ')}.`);
}

function durationOf(call: Call): number | undefined {
  const text = call.option('for');
  if (text === undefined) return undefined;
  if (readDuration(text) === null) throw usageError('--for is a duration such as 30s or 10m.');
  return parseDuration(text);
}

/** More objects than this in one entry are told as a number. */
const mostObjects = 10;

async function linesOf(call: Call, entry: Heard): Promise<string[]> {
  const ids = idsOf(entry);
  const shown = ids.length > mostObjects ? [] : ids;
  const found = await Promise.all(shown.map((id) => lookUp(call, entry, id)));
  if (call.json) {
    const objects = found.flatMap((one) => (one === null ? [null] : [one.object]));
    const each = objects.length === 0 ? [null] : objects;
    return each.map((object) => JSON.stringify({ ...entry, object }));
  }
  const time = Temporal.Instant.from(entry.at).toZonedDateTimeISO(call.zone).toPlainTime();
  const head = paint(call, 'dim', time.toString({ smallestUnit: 'second' }));
  const known = found.flatMap((one) => (one === null ? [] : [one.text]));
  if (known.length > 0) return known.map((text) => `${head}  ${clean(text)}`);
  const count = ids.length > 1 ? `, ${ids.length} of them` : '';
  return [`${head}  ${clean(entry.topic.replace(/:.*/, ''))}  ${clean(entry.kind)}${count}`];
}

function idsOf({ topic, data }: Heard): string[] {
  if (topic.startsWith('incident:')) return [topic.slice('incident:'.length)];
  const { id, ids } = data as { id?: unknown; ids?: unknown };
  if (Array.isArray(ids)) return ids.map(String);
  return typeof id === 'string' ? [id] : [];
}

interface Told {
  text: string;
  object: unknown;
}

type LookUp = (call: Call, id: string, entry: Heard) => Promise<Told | null>;

const lookUps: Record<string, LookUp> = {
  alerts: async (call, id) => {
    const one = await call.api(alertsApi.get, { params: { id } });
    const text = `${one.ref}  ${one.severity} ${one.state}  ${one.service ?? ''}: ${one.title}`;
    return { text, object: one };
  },
  pages: async (call, id) => {
    const one = await call.api(pagesApi.get, { params: { id } });
    const last = one.log.at(-1)?.text ?? '';
    return { text: `${one.ref}  ${one.state}  ${one.title}: ${last}`, object: one };
  },
  incidents: async (call, id) => {
    const one = await call.api(incidentsApi.get, { params: { id } });
    const state = one.state === 'resolved' ? 'resolved' : one.phase;
    return { text: `${one.ref}  ${one.severityName}, ${state}  ${one.title}`, object: one };
  },
  incident: async (call, id, entry) => {
    if (!entry.kind.startsWith('entry.')) return null;
    const params = { id };
    const one = await call.api(incidentsApi.get, { params });
    const log = await call.api(incidentsApi.timeline, { params, query: { limit: 20 } });
    const written = log.items.find((each) => each.id === (entry.data as { id?: unknown }).id);
    if (!written) return null;
    return { text: `${one.ref}  ${written.kind}: ${written.text}`, object: written };
  },
  changes: async (call, id) => {
    const one = await call.api(changesApi.get, { params: { id } });
    return { text: `${one.kind}  ${one.service ?? ''}: ${one.summary}`, object: one };
  },
  oncall: async (call, id) => {
    const one = await call.api(oncallApi.get, { params: { id } });
    return { text: `schedule ${one.slug} changed`, object: one };
  },
};

/** What the entry is about, as this key may see it; null when it is gone or not for this key. */
async function lookUp(call: Call, entry: Heard, id: string): Promise<Told | null> {
  const find = lookUps[entry.topic.replace(/:.*/, '')];
  if (!find) return null;
  try {
    return await find(call, id, entry);
  } catch (error) {
    if (error instanceof ApiError && [403, 404].includes(error.status)) return null;
    throw error;
  }
}

export const watchCommands: readonly Command[] = [watch];
