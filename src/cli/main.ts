// The command line: a client of the HTTP API, nothing else.
import { createClient } from '#platform/client';
import { localMillis } from '#platform/clock';
import { nearestWord } from '#platform/nearest';

import { type Call, type Command, common, helpOf, parseCommand, type Parsed } from './command.ts';
import { commands, programs } from './commands.ts';
import { complete } from './complete.ts';
import { exit, exitCodeOf, usageError, wordsOf } from './failure.ts';
import { withHint } from './names.ts';
import type { Output } from './output.ts';
import { readTarget } from './settings.ts';
import { version } from './version.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the command line touches the world; tests give their own. */
export interface World {
  env: Env;
  stdout: { write(text: string): unknown; isTTY?: boolean; columns?: number };
  stderr: { write(text: string): unknown };
  stdin: AsyncIterable<Buffer | string> & { isTTY?: boolean };
}

/** Runs a command. Resolves to the exit code. */
export async function run(args: readonly string[], world: World = process): Promise<number> {
  const write = (text: string): void => void world.stderr.write(`${text}\n`);
  // A pipe tells of a reader that went away (`| head`) later, and outside of any call.
  if (world === process) process.stdout.on('error', () => process.exit(exit.ok));
  try {
    if (args[0] === '__complete') {
      const offered = await complete(args.slice(1), world.env);
      world.stdout.write(offered.map((line) => `${line}\n`).join(''));
      return exit.ok;
    }
    const found = find(args[0] === 'help' ? [...args.slice(1), '--help'] : args);
    if (found === null) return overview(args, world);
    const parsed = parseCommand(found.command, found.rest);
    if (parsed.values['help'] === true) {
      world.stdout.write(helpOf(found.command));
      return exit.ok;
    }
    checkCount(found.command, parsed);
    const call = await makeCall(found.command, parsed, world);
    try {
      return (await found.command.run(call)) ?? exit.ok;
    } catch (error) {
      throw await withHint(error, found.command, call);
    }
  } catch (error) {
    // A reader that went away (`| head`) is no failure of ours.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return exit.ok;
    write(`evenkeel: ${wordsOf(error)}`);
    return exitCodeOf(error);
  }
}

/** The command with the longest name that the words begin with. */
function find(args: readonly string[]): { command: Command; rest: readonly string[] } | null {
  const places = wordPlaces(args);
  for (const length of [2, 1]) {
    const taken = places.slice(0, length);
    const name = taken.map((index) => args[index]).join(' ');
    const command = taken.length === length && commands.find((one) => one.name === name);
    if (!command) continue;
    return { command, rest: args.filter((_, index) => !taken.includes(index)) };
  }
  return null;
}

/** Where words stand that are neither options nor the value of a common one (`--url URL alerts`). */
function wordPlaces(args: readonly string[]): number[] {
  return args.flatMap((arg, index) => {
    const before = args[index - 1] ?? '';
    const isValue = before.startsWith('--') && common[before.slice(2)]?.type === 'string';
    return arg.startsWith('-') || isValue ? [] : [index];
  });
}

function overview(args: readonly string[], world: World): number {
  const [first] = args;
  if (first === '--version' || first === 'version') {
    world.stdout.write(`evenkeel ${version()}\n`);
    return exit.ok;
  }
  const word = args.find((arg) => !arg.startsWith('-'));
  const asks = first === undefined || ['help', '--help', '-h'].includes(first);
  if (asks || word === undefined) {
    world.stdout.write(overviewText());
    return asks ? exit.ok : exit.usage;
  }
  const under = commands.filter((command) => command.name.startsWith(`${word} `));
  if (under.length > 0) {
    throw usageError(
      `Say which: ${under.map((command) => `evenkeel ${command.name}`).join(', ')}.`,
    );
  }
  const firsts = [...new Set(commands.map((command) => command.name.split(' ')[0] ?? ''))];
  const near = nearestWord(word, [...firsts, ...programs.map((one) => one.name)]);
  throw usageError(
    `There is no command ${word}.${near === null ? '' : ` Did you mean ${near}?`} "evenkeel help" lists them all.`,
  );
}

function overviewText(): string {
  const all = [...programs, ...commands];
  const width = Math.max(...all.map((command) => command.name.length)) + 2;
  const lines = all.map((command) => `  ${command.name.padEnd(width)}${command.summary}`);
  return [
    'evenkeel wakes the right person and keeps everyone informed.',
    '',
    '  evenkeel serve                  start the server',
    '  evenkeel declare "checkout is down"',
    '  evenkeel ack A-1042',
    '  evenkeel oncall payments',
    '',
    'Commands ("evenkeel COMMAND --help" shows more):',
    ...lines,
    '',
    'The server is EVENKEEL_URL (default http://127.0.0.1:7077), the key EVENKEEL_API_KEY.',
    '',
  ].join('\n');
}

function checkCount(command: Command, { words }: Parsed): void {
  const [fewest, most] = command.count;
  if (words.length >= fewest && words.length <= most) return;
  throw usageError(
    `Usage: evenkeel ${command.name} ${command.takes}\nExample: ${command.examples[0] ?? ''}`,
  );
}

async function makeCall(command: Command, parsed: Parsed, world: World): Promise<Call> {
  const { words, values } = parsed;
  const text = (name: string): string | undefined =>
    typeof values[name] === 'string' ? values[name] : undefined;
  const target = await readTarget(world.env, {
    url: text('url'),
    profile: text('profile'),
    mayBeNew: command.makesProfile === true,
  });
  const api = createClient({
    baseUrl: target.url,
    headers: {
      'user-agent': 'evenkeel-cli',
      ...(target.key !== null && { authorization: `Bearer ${target.key}` }),
    },
  });
  const mayAsk = values['no-input'] !== true && world.stdin.isTTY === true;
  const yes = values['yes'] === true;
  return {
    ...outputOf(values, world),
    words,
    api,
    url: target.url,
    key: target.key,
    profile: target.profile,
    env: world.env,
    mayAsk,
    yes,
    zone: world.env['TZ'] || Intl.DateTimeFormat().resolvedOptions().timeZone,
    now: localMillis,
    flag: (name) => values[name] === true,
    option: text,
    options: (name) => (Array.isArray(values[name]) ? (values[name] as string[]) : []),
    readStdin: () => readAll(world.stdin),
    streams: { stdin: world.stdin, write: (text) => void world.stdout.write(text) },
    async confirm(question) {
      if (yes || !mayAsk) return true;
      world.stderr.write(`${question} [y/N] `);
      return /^(y|yes)$/i.test(await readLine(world.stdin));
    },
  };
}

function outputOf(values: Record<string, unknown>, world: World): Output {
  const { env, stdout, stderr } = world;
  const terminal = stdout.isTTY === true;
  const plain = env['NO_COLOR'] || env['TERM'] === 'dumb' || values['no-color'] === true;
  return {
    json: values['json'] === true,
    quiet: values['quiet'] === true,
    color: terminal && !plain,
    width: terminal ? (stdout.columns ?? 80) : null,
    out: (line) => void stdout.write(`${line}\n`),
    err: (line) => {
      if (values['quiet'] !== true) stderr.write(`${line}\n`);
    },
  };
}

async function readLine(stream: AsyncIterable<Buffer | string>): Promise<string> {
  let text = '';
  for await (const part of stream) {
    text += Buffer.from(part).toString('utf8');
    if (text.includes('\n')) break;
  }
  return (text.split('\n')[0] ?? '').trim();
}

async function readAll(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString('utf8');
}
