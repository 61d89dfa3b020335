import type { Parcel } from '../model.ts';

/** Raised when the shape changes; a spool is replayed by the program that wrote it or a newer one. */
const VERSION = 1;

type SourceTime = { readonly text: string; readonly at: Temporal.Instant | null } | null;

/** A parcel as bytes for the spool: its facts with what the parser read, and the body as it came. */
export function encodeParcel({ raw, ...facts }: Parcel): Buffer {
  const text = Buffer.from(JSON.stringify({ version: VERSION, ...facts }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, raw]);
}

/** The parcel again, marked as one that may have been stored before. Throws on any other bytes. */
export function decodeParcel(bytes: Buffer): Parcel {
  const end = 4 + bytes.readUInt32LE(0);
  const { version, ...facts } = JSON.parse(bytes.toString('utf8', 4, end)) as Parcel & {
    version: number;
  };
  if (version !== VERSION) throw new Error(`a spooled event of the unknown version ${version}`);
  const { result } = facts;
  if (!isWhole(facts)) throw new Error('a spooled event without the facts that every one has');
  return {
    ...facts,
    raw: bytes.subarray(end),
    receivedAt: Temporal.Instant.from(facts.receivedAt),
    fromSpool: true,
    result: {
      ...result,
      signals: result.signals.map((signal) => ({
        ...signal,
        expiresAt: signal.expiresAt === null ? null : Temporal.Instant.from(signal.expiresAt),
        sourceTime: timeOf(signal.sourceTime),
      })),
      groupResolves: result.groupResolves.map((group) => ({
        ...group,
        sourceTime: timeOf(group.sourceTime),
      })),
    },
  };
}

/** What everything behind this point reads of each parcel, whatever else is wrong with it. */
function isWhole({ key, eventId, result }: Nullable<Parcel>): boolean {
  return (
    typeof key?.orgId === 'string' &&
    typeof key.id === 'string' &&
    typeof eventId === 'string' &&
    Array.isArray(result?.signals) &&
    Array.isArray(result.groupResolves)
  );
}

type Nullable<T> = { readonly [K in keyof T]?: T[K] | null };

/** In JSON an instant is its text. */
function timeOf(time: SourceTime): SourceTime {
  if (time === null) return null;
  return { text: time.text, at: time.at === null ? null : Temporal.Instant.from(time.at) };
}
