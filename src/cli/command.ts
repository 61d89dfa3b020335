// What a command is, and how its words are read.
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

import type { ApiClient } from '#platform/client';
import { nearestWord } from '#platform/nearest';

import { usageError } from './failure.ts';
import type { Output } from './output.ts';

/** What a command can reach. */
export interface Call extends Output {
  /** Words after the command's name. */
  readonly words: readonly string[];
  readonly api: ApiClient;
  /** Address of the server. */
  readonly url: string;
  readonly key: string | null;
  /** Name of the profile that this call is made with. */
  readonly profile: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False with `--no-input`, or when stdin is no terminal. */
  readonly mayAsk: boolean;
  readonly yes: boolean;
  /** The reader's zone. */
  readonly zone: string;
  /** Milliseconds since the epoch, for ages. */
  now(): number;
  flag(name: string): boolean;
  option(name: string): string | undefined;
  options(name: string): readonly string[];
  readStdin(): Promise<string>;
  /** Stdin and stdout as they are, for a command that speaks a protocol on them. */
  readonly streams: {
    readonly stdin: AsyncIterable<Buffer | string>;
    write(text: string): void;
  };
  /** Asks a person at a terminal; true with `--yes`, and when nobody can be asked. */
  confirm(question: string): Promise<boolean>;
}

/** Kinds of things that a word may name; completion and "did you mean" look them up. */
export type RefKind =
  | 'alert'
  | 'incident'
  | 'schedule'
  | 'policy'
  | 'team'
  | 'person'
  | 'service'
  | 'profile'
  | 'file';

export interface Option {
  type: 'string' | 'boolean';
  short?: string;
  multiple?: boolean;
  /** Shown in the help: `--at TIME`. */
  value?: string;
  help: string;
  /** The words that it takes, for completion. */
  words?: readonly string[];
  /** What it names, for completion. */
  names?: RefKind;
}

export interface Command {
  /** `incident show`. */
  name: string;
  /** Words after the name, for the help: `REF`. */
  takes: string;
  summary: string;
  /** Examples come first in the help. */
  examples: readonly string[];
  /** Fewest and most words after the name. */
  count: readonly [number, number];
  options?: Readonly<Record<string, Option>>;
  /** What the words after the name are, in order; the last one holds for all that follow. */
  names?: readonly (readonly RefKind[])[];
  /** Makes a profile, so that `--profile` may name a new one. */
  makesProfile?: boolean;
  /** Resolves to the exit code; nothing means 0. */
  run(call: Call): Promise<number | undefined>;
}

/** Options of every command. */
export const common: Readonly<Record<string, Option>> = {
  json: { type: 'boolean', help: 'one JSON document on stdout' },
  quiet: { type: 'boolean', short: 'q', help: 'data only, no talk' },
  'no-color': { type: 'boolean', help: 'no colour (also NO_COLOR)' },
  'no-input': { type: 'boolean', help: 'never ask' },
  yes: { type: 'boolean', short: 'y', help: 'answer every question with yes' },
  url: { type: 'string', value: 'URL', help: 'the server (default EVENKEEL_URL)' },
  profile: {
    type: 'string',
    value: 'NAME',
    help: 'a server that "login" has stored',
    names: 'profile',
  },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

/** What stood on the command line. */
export interface Parsed {
  words: string[];
  values: Record<string, unknown>;
}

/** Reads options and words of one command. Throws a usage error with the nearest known option. */
export function parseCommand(command: Pick<Command, 'options'>, args: readonly string[]): Parsed {
  const known = { ...common, ...command.options };
  const config: ParseArgsOptionsConfig = {};
  for (const [name, { type, short, multiple }] of Object.entries(known)) {
    config[name] = {
      type,
      ...(short !== undefined && { short }),
      ...(multiple !== undefined && { multiple }),
    };
  }
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: config,
      allowPositionals: true,
      strict: true,
    });
    return { words: positionals, values };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /Unknown option '-{1,2}([^' ]+)/.exec(message)?.[1];
    if (unknown === undefined) throw usageError(message);
    const near = nearestWord(unknown, Object.keys(known));
    throw usageError(
      `There is no option --${unknown} here.${near === null ? '' : ` Did you mean --${near}?`}`,
    );
  }
}

/** A text argument; `-` stands for all of stdin. Throws a usage error for an empty one. */
export async function textOf(call: Call, word = ''): Promise<string> {
  const text = (word === '-' ? await call.readStdin() : word).trim();
  if (text === '') throw usageError('The text is empty.');
  return text;
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const own = Object.entries(command.options ?? {});
  const lines = [
    command.summary,
    '',
    ...command.examples.map((example) => `  ${example}`),
    '',
    `Usage: evenkeel ${command.name}${command.takes === '' ? '' : ` ${command.takes}`} [options]`,
    '',
    ...optionLines(own),
    ...(own.length > 0 ? [''] : []),
    ...optionLines(Object.entries(common)),
  ];
  return `${lines.join('\n')}\n`;
}

function optionLines(options: readonly [string, Option][]): string[] {
  return options.map(([name, { short, value, help }]) => {
    const left = `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
    return `  ${left.padEnd(28)}${help}`;
  });
}
