// Which server, with which key: flag, then environment, then the file that `evenkeel login` writes.
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

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

/**
 * The server and key of this call. The key is null when there is none. A key from the file is only
 * used for the server it belongs to.
 */
export async function readTarget(
  env: Env,
  flags: { url?: string | undefined; profile?: string | undefined },
): Promise<{ url: string; key: string | null }> {
  const stored = await readStored(env);
  const name = flags.profile ?? env['EVENKEEL_PROFILE'] ?? 'default';
  const profile = stored.profiles[name];
  if (flags.profile !== undefined && profile === undefined) {
    throw usageError(`There is no profile ${name}; "evenkeel login --profile ${name}" makes it.`);
  }
  const url = trim(flags.url ?? (env['EVENKEEL_URL'] || undefined) ?? profile?.url ?? defaultUrl);
  if (!URL.canParse(url)) throw usageError(`${url} is no address such as ${defaultUrl}.`);
  const key =
    env['EVENKEEL_API_KEY'] || (profile && trim(profile.url) === url ? profile.key : null);
  return { url, key };
}

/** Stores a profile; the file can be read by its owner only. */
export async function saveProfile(env: Env, name: string, profile: Profile): Promise<string> {
  const path = settingsPath(env);
  const stored = await readStored(env);
  stored.profiles[name] = profile;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, `${JSON.stringify(stored, null, 2)}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
  return path;
}

async function readStored(env: Env): Promise<Stored> {
  const path = settingsPath(env);
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text === null) return { profiles: {} };
  try {
    const value = JSON.parse(text) as Partial<Stored>;
    return { profiles: value.profiles ?? {} };
  } catch {
    throw usageError(`${path} is no JSON. Mend or remove it.`);
  }
}

function trim(url: string): string {
  return url.replace(/\/+$/, '');
}
