// The live stream as an async iterator, which goes on where it stopped when the line breaks.
import { createParser, type StreamEvent } from '#platform/sse';

export interface StreamOptions {
  /** `alerts`, `incident:*`, ...; everything that the key may read when left out. */
  topics?: readonly string[];
  /** `id` of the last entry that was heard. */
  after?: string;
  signal?: AbortSignal;
}

/** One entry: what changed, not the thing itself. */
export interface Heard {
  id: string;
  topic: string;
  kind: string;
  at: string;
  data: unknown;
}

interface Server {
  readonly url: string;
  readonly authorization: string;
  readonly send: typeof globalThis.fetch;
}

const pauseMs = 1000;

/** Yields entries until the signal ends it. Throws when the server refuses. */
export async function* readStream(
  server: Server,
  options: StreamOptions,
): AsyncGenerator<Heard, void, undefined> {
  const state = { lastId: options.after ?? null };
  while (!isOver(options)) {
    try {
      for await (const event of open(server, options, state.lastId)) {
        state.lastId = event.id ?? state.lastId;
        const heard = entryOf(event);
        if (heard) yield heard;
      }
    } catch (error) {
      if (isOver(options)) return;
      if (error instanceof StreamRefused) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

function isOver({ signal }: StreamOptions): boolean {
  return signal?.aborted === true;
}

/** The server does not open the stream: a wrong key, or a topic that is not there. */
export class StreamRefused extends Error {
  readonly status: number;
  constructor(status: number) {
    super(`The stream was refused: HTTP ${status}`);
    this.status = status;
  }
}

async function* open(
  server: Server,
  options: StreamOptions,
  lastId: string | null,
): AsyncGenerator<StreamEvent, void, undefined> {
  const { topics, signal } = options;
  const query = topics === undefined ? '' : `?topics=${encodeURIComponent(topics.join(','))}`;
  const response = await server.send(server.url + query, {
    headers: {
      accept: 'text/event-stream',
      authorization: server.authorization,
      ...(lastId !== null && { 'last-event-id': lastId }),
    },
    ...(signal && { signal }),
  });
  if (response.status >= 400 && response.status < 500) throw new StreamRefused(response.status);
  if (!response.ok || !response.body) return;
  const waiting: StreamEvent[] = [];
  const parse = createParser((event) => waiting.push(event));
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    parse(text);
    yield* waiting.splice(0);
  }
}

function entryOf(event: StreamEvent): Heard | null {
  if (event.id === null) return null;
  try {
    const entry = JSON.parse(event.data) as Omit<Heard, 'id'>;
    return typeof entry.topic === 'string' ? { ...entry, id: event.id } : null;
  } catch {
    return null;
  }
}
