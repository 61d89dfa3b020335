// Which server, with which key: flag, environment, the project's file, the user's file, the system's.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

import { usageError } from './failure.ts';

/** One server in the user's file. */
export interface Profile {
  url: string;
  key: string;
}

interface Stored {
  profiles: Record<string, Profile>;
}

type Env = Readonly<Record<string, string | undefined>>;

const defaultUrl = 'http://127.0.0.1:7077';

/** Path of the user's file (XDG). */
export function settingsPath(env: Env): string {
  const base = env['XDG_CONFIG_HOME'] || join(homedir(), '.config');
  return join(base, 'evenkeel', 'cli.json');
}

/** A profile's name, and which file it stands in. */
export interface ListedProfile {
  name: string;
  url: string;
  from: string;
}

/** What a call is made with. */
export interface Target {
  url: string;
  /** Null when there is none. */
  key: string | null;
  profile: string;
}

/**
 * The server and key of this call. A key from a file is only used for the server it belongs to. The
 * project's file (`.evenkeel.json` here or above) may name a profile and nothing more: a cloned
 * repository must not be able to send keys to a server of its own.
 */
export async function readTarget(
  env: Env,
  flags: { url?: string | undefined; profile?: string | undefined; mayBeNew?: boolean },
): Promise<Target> {
  const wanted = flags.profile ?? (env['EVENKEEL_PROFILE'] || undefined);
  const name = wanted ?? (await projectProfile(env)) ?? 'default';
  const profile = (await allProfiles(env)).get(name)?.profile;
  if (name !== 'default' && profile === undefined && flags.mayBeNew !== true) {
    throw usageError(`There is no profile ${name}; "evenkeel login --profile ${name}" makes it.`);
  }
  const envUrl = env['EVENKEEL_URL'] || undefined;
  // A profile that was named on the command line goes before the environment.
  const named = flags.profile !== undefined;
  const fromFile = named ? (profile?.url ?? envUrl) : (envUrl ?? profile?.url);
  const url = trim(flags.url ?? fromFile ?? defaultUrl);
  if (!URL.canParse(url) || !/^https?:/.test(url)) {
    throw usageError(`${url} is no address such as ${defaultUrl}.`);
  }
  return { url, key: keyFor(url, { env, profile, named }), profile: name };
}

function keyFor(
  url: string,
  { env, profile, named }: { env: Env; profile: Profile | undefined; named: boolean },
): string | null {
  const own = profile && trim(profile.url) === url ? profile.key : null;
  const given = env['EVENKEEL_API_KEY'] || null;
  return named ? (own ?? given) : (given ?? own);
}

/** Every profile that can be chosen, the user's own before the system's. */
export async function listProfiles(env: Env): Promise<ListedProfile[]> {
  const all = [...(await allProfiles(env))].map(([name, { profile, from }]) => ({
    name,
    url: profile.url,
    from,
  }));
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function allProfiles(env: Env): Promise<Map<string, { profile: Profile; from: string }>> {
  const found = new Map<string, { profile: Profile; from: string }>();
  for (const path of [settingsPath(env), ...systemPaths(env)]) {
    for (const [name, profile] of Object.entries((await readStored(path)).profiles)) {
      if (!found.has(name)) found.set(name, { profile, from: path });
    }
  }
  return found;
}

function systemPaths(env: Env): string[] {
  return (env['XDG_CONFIG_DIRS'] || '/etc/xdg')
    .split(delimiter)
    .filter(Boolean)
    .map((dir) => join(dir, 'evenkeel', 'cli.json'));
}

/** The profile that `.evenkeel.json` names, in this folder or one above. */
async function projectProfile(env: Env): Promise<string | undefined> {
  for (let dir = env['PWD'] || process.cwd(); ; dir = dirname(dir)) {
    const path = join(dir, '.evenkeel.json');
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) {
      const { profile } = parse(text, path) as { profile?: unknown };
      if (typeof profile === 'string' && profile !== '') return profile;
      throw usageError(`${path} names no profile: {"profile": "staging"}.`);
    }
    if (dirname(dir) === dir) return undefined;
  }
}

/** Forgets a profile of the user's file; false when it was not there. */
export async function removeProfile(env: Env, name: string): Promise<boolean> {
  const path = settingsPath(env);
  const stored = await readStored(path);
  if (!Object.hasOwn(stored.profiles, name)) return false;
  delete stored.profiles[name];
  await write(path, stored);
  return true;
}

/** Stores a profile; the file can be read by its owner only. */
export async function saveProfile(env: Env, name: string, profile: Profile): Promise<string> {
  const path = settingsPath(env);
  const stored = await readStored(path);
  stored.profiles[name] = profile;
  await write(path, stored);
  return path;
}

async function write(path: string, stored: Stored): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

async function readStored(path: string): Promise<Stored> {
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { profiles: {} };
  const { profiles } = parse(text, path) as Partial<Stored>;
  return { profiles: profiles ?? {} };
}

function parse(text: string, path: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below, in words.
  }
  throw usageError(`${path} is no JSON. Mend or remove it.`);
}

function trim(url: string): string {
  return url.replace(/\/+$/, '');
}
