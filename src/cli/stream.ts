// Reads /v1/stream, and goes on where it stopped when the line breaks.
import { ApiError } from '#platform/client';
import type { ProblemBody } from '#platform/endpoint';
import { createParser, type StreamEvent } from '#platform/sse';

import type { Call } from './command.ts';

/** One entry of the stream. */
export interface Heard {
  topic: string;
  kind: string;
  at: string;
  data: unknown;
}

interface Following {
  topics: readonly string[];
  /** Ends by itself after so long; null: never. */
  endAfterMs: number | null;
  /** False ends the reading. */
  hear(entry: Heard): Promise<boolean>;
}

/** The server says something every 5 s; a line that is silent for longer is broken. */
const silenceMs = 15_000;
const longestWaitMs = 15_000;

/**
 * Hears every entry, in order, until `hear` says that it is enough or the time is over. Throws when
 * the server refuses, or when it cannot be reached at the start; later it is tried again.
 */
export async function followStream(call: Call, following: Following): Promise<void> {
  const over =
    following.endAfterMs === null
      ? new AbortController().signal
      : AbortSignal.timeout(following.endAfterMs);
  const state: State = { lastId: null, heard: false, done: false };
  for (let wait = 500; !state.done && !over.aborted; wait = Math.min(longestWaitMs, wait * 2)) {
    const before = state.lastId;
    try {
      await readOnce(call, following, { state, over });
    } catch (error) {
      if (over.aborted) return;
      if (error instanceof ApiError && (!state.heard || refusals.includes(error.status)))
        throw error;
    }
    if (state.lastId !== before) wait = 500;
    if (state.done || over.aborted) return;
    call.err('The line broke; trying again.');
    await pause(wait, over);
  }
}

const refusals = [400, 401, 403, 404];

interface State {
  lastId: string | null;
  /** The stream was open once. */
  heard: boolean;
  done: boolean;
}

async function readOnce(
  call: Call,
  following: Following,
  { state, over }: { state: State; over: AbortSignal },
): Promise<void> {
  const broken = new AbortController();
  const silent = { timer: setTimeout(() => broken.abort(), silenceMs) };
  const waiting: StreamEvent[] = [];
  try {
    const response = await open(call, following.topics, {
      lastId: state.lastId,
      signal: AbortSignal.any([over, broken.signal]),
    });
    state.heard = true;
    const parse = createParser((event) => waiting.push(event));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      clearTimeout(silent.timer);
      silent.timer = setTimeout(() => broken.abort(), silenceMs);
      parse(part.value);
      for (let event = waiting.shift(); event; event = waiting.shift()) {
        if (event.event === 'entry') {
          state.done = !(await following.hear(JSON.parse(event.data) as Heard));
        }
        state.lastId = event.id ?? state.lastId;
        if (state.done) return;
      }
    }
  } finally {
    clearTimeout(silent.timer);
    broken.abort();
  }
}

async function open(
  call: Call,
  topics: readonly string[],
  { lastId, signal }: { lastId: string | null; signal: AbortSignal },
): Promise<Response> {
  const query = topics.length === 0 ? '' : `?topics=${encodeURIComponent(topics.join(','))}`;
  let response: Response;
  try {
    response = await fetch(`${call.url}/v1/stream${query}`, {
      headers: {
        accept: 'text/event-stream',
        'user-agent': 'evenkeel-cli',
        ...(call.key !== null && { authorization: `Bearer ${call.key}` }),
        ...(lastId !== null && { 'last-event-id': lastId }),
      },
      signal,
    });
  } catch {
    throw new ApiError(0, null, `No answer from ${call.url}.`);
  }
  if (response.ok) return response;
  const problem = (await response.json().catch(() => null)) as ProblemBody | null;
  throw new ApiError(response.status, problem, problem?.detail ?? `HTTP ${response.status}`);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
