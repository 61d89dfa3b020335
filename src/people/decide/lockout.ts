// Guessing passwords is slowed down, per account and per network; nobody is locked out for good.

export interface Attempts {
  failures: number;
  lastAt: Temporal.Instant;
}

/** One thing that attempts are counted for. `key` names it; it is stored as a hash. */
export interface Bucket {
  key: string;
  /** Attempts that cost no wait. */
  free: number;
  /** The longest wait, in seconds. */
  longest: number;
}

/** After this long without an attempt, counting starts again. */
const forgetAfterSeconds = 3600;

/** The buckets of a sign-in: the address that is tried, known or not, and where it comes from. */
export function bucketsOf(email: string, address: string): Bucket[] {
  return [
    { key: `account ${email}`, free: 5, longest: 300 },
    { key: `network ${networkOf(address)}`, free: 30, longest: 60 },
  ];
}

/** Seconds until the next attempt may be made; 0 when it may be made now. */
export function waitSeconds(bucket: Bucket, attempts: Attempts, now: Temporal.Instant): number {
  const since = now.since(attempts.lastAt).total('seconds');
  if (since >= forgetAfterSeconds || attempts.failures < bucket.free) return 0;
  const wait = Math.min(bucket.longest, 2 ** Math.min(20, attempts.failures - bucket.free + 1));
  return Math.max(0, Math.ceil(wait - since));
}

/** The count after one more attempt. It is taken back when the attempt succeeds. */
export function counted(attempts: Attempts, now: Temporal.Instant): Attempts {
  const forgotten = now.since(attempts.lastAt).total('seconds') >= forgetAfterSeconds;
  return { failures: forgotten ? 1 : attempts.failures + 1, lastAt: now };
}

/**
 * The network that an address belongs to: an IPv4 address itself, the /64 of an IPv6 address in one
 * spelling, since one person holds all of it. IPv4 inside IPv6 counts as IPv4.
 */
export function networkOf(address: string): string {
  const bare = (address.split('%')[0] ?? '').toLowerCase();
  const mapped = /^(?:::ffff:|::)(\d+\.\d+\.\d+\.\d+)$/.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  if (!bare.includes(':')) return bare;
  const [head = '', tail] = bare.split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail === undefined || tail === '' ? [] : tail.split(':');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(gap).fill('0'), ...right].map((group) =>
    (Number.parseInt(group, 16) || 0).toString(16),
  );
  const [a, b, c, d, e, f, g = '0', h = '0'] = groups;
  const hexMapped = [a, b, c, d, e].every((group) => group === '0') && f === 'ffff';
  if (hexMapped) return [g, h].flatMap(twoBytes).join('.');
  return `${groups.slice(0, 4).join(':')}::/64`;
}

function twoBytes(group: string): number[] {
  const value = Number.parseInt(group, 16);
  return [value >>> 8, value & 255];
}
