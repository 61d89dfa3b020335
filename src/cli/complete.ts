// What could come next on a command line. Never fails: a shell that completes must not print errors.
import { createClient } from '#platform/client';

import { type Command, common, type Option, type RefKind } from './command.ts';
import { commands, programs } from './commands.ts';
import { filesMark, kindsAt, namesOf } from './names.ts';
import { clean } from './output.ts';
import { listProfiles, readTarget } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Longest wait for live names, in ms: somebody holds the Tab key. */
const waitMs = 1500;

/**
 * Lines `word<TAB>what it is` for the last of `words`, the one being typed (perhaps empty). `:files`
 * alone means file names.
 */
export async function complete(words: readonly string[], env: Env): Promise<string[]> {
  const typed = (words.at(-1) ?? '').trim();
  const offered = await offers(words.slice(0, -1), typed, env).catch(() => []);
  return offered
    .filter(({ name }) => name === filesMark || name.startsWith(typed))
    .map(({ name, title }) => (title === '' ? name : `${name}\t${clean(title)}`));
}

interface Offer {
  name: string;
  title: string;
}

async function offers(before: readonly string[], typed: string, env: Env): Promise<Offer[]> {
  const known = readBefore(before);
  if (known.waiting) return await valuesOf(known.waiting, known, env);
  if (typed.startsWith('-')) return optionsOf(known.command);
  if (known.command === null) return namesAfter(known.words);
  const place = known.words.length - known.command.name.split(' ').length;
  if (place >= known.command.count[1]) return [];
  return await liveNames(kindsAt(known.command, place), known, env);
}

interface Before {
  command: Command | null;
  words: string[];
  /** The option whose value comes next. */
  waiting: Option | null;
  url: string | undefined;
  profile: string | undefined;
}

/** Reads the finished words without complaint. */
function readBefore(before: readonly string[]): Before {
  const words: string[] = [];
  const values: Record<string, string> = {};
  let waiting: { name: string; option: Option } | null = null;
  for (const word of before) {
    if (waiting) {
      values[waiting.name] = word;
      waiting = null;
      continue;
    }
    if (!word.startsWith('-')) {
      words.push(word);
      continue;
    }
    if (word.includes('=')) continue;
    const found = findOption(commandOf(words), word);
    if (found?.option.type === 'string') waiting = found;
  }
  return {
    command: commandOf(words),
    words,
    waiting: waiting?.option ?? null,
    url: values['url'],
    profile: values['profile'],
  };
}

function commandOf(words: readonly string[]): Command | null {
  for (const length of [2, 1]) {
    const name = words.slice(0, length).join(' ');
    const command = commands.find((one) => one.name === name);
    if (command) return command;
  }
  return null;
}

function findOption(
  command: Command | null,
  word: string,
): { name: string; option: Option } | null {
  const all = Object.entries({ ...common, ...command?.options });
  for (const [name, option] of all) {
    if (word === `--${name}` || (option.short !== undefined && word === `-${option.short}`)) {
      return { name, option };
    }
  }
  return null;
}

function optionsOf(command: Command | null): Offer[] {
  return Object.entries({ ...command?.options, ...common }).map(([name, { help }]) => ({
    name: `--${name}`,
    title: help,
  }));
}

/** First words, or second words of a group such as `incident`. */
function namesAfter(words: readonly string[]): Offer[] {
  const [group] = words;
  if (words.length > 1) return [];
  if (group === undefined) {
    const firsts = new Map<string, string>();
    for (const { name, summary } of [...programs, ...commands]) {
      const [first = '', second] = name.split(' ');
      firsts.set(first, second === undefined ? summary : (firsts.get(first) ?? `${name} ...`));
    }
    return [...firsts].map(([name, title]) => ({ name, title }));
  }
  return commands
    .filter(({ name }) => name.startsWith(`${group} `))
    .map(({ name, summary }) => ({ name: name.slice(group.length + 1), title: summary }));
}

async function valuesOf(option: Option, known: Before, env: Env): Promise<Offer[]> {
  if (option.words) return option.words.map((name) => ({ name, title: '' }));
  return option.names === undefined ? [] : await liveNames([option.names], known, env);
}

async function liveNames(kinds: readonly RefKind[], known: Before, env: Env): Promise<Offer[]> {
  if (kinds.length === 0) return [];
  if (kinds.includes('file')) return [{ name: filesMark, title: '' }];
  if (kinds.includes('profile')) {
    return (await listProfiles(env)).map(({ name, url }) => ({ name, title: url }));
  }
  const target = await readTarget(env, { url: known.url, profile: known.profile });
  const api = createClient({
    baseUrl: target.url,
    headers: {
      'user-agent': 'evenkeel-cli',
      ...(target.key !== null && { authorization: `Bearer ${target.key}` }),
    },
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(waitMs) }),
  });
  return await namesOf(api, kinds);
}
