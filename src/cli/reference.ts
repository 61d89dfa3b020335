// docs/reference/cli.md, made from the commands themselves, so that it cannot say anything else.
import { type Command, common, type Option } from './command.ts';
import { commands, programs } from './commands.ts';

const intro = `# Command line

<!-- Made by \`npm run reference\` from the commands themselves. Do not edit. -->

\`evenkeel\` (or \`ek\`; in a clone: \`npx evenkeel\`) is a client of the HTTP API, but for the programs
that work on the data itself. \`evenkeel COMMAND --help\` shows what stands here; \`evenkeel --version\` says
which program this is.

**Which server, which key.** \`--url\` or \`--profile\`, else \`EVENKEEL_URL\` and \`EVENKEEL_API_KEY\`, else
the profile that \`EVENKEEL_PROFILE\` or the project's file names, else the profile \`default\`, else
\`http://127.0.0.1:7077\`. \`evenkeel login\` stores profiles in \`~/.config/evenkeel/cli.json\` (XDG),
readable by you only; \`/etc/xdg/evenkeel/cli.json\` holds them for everybody. The project's file,
\`.evenkeel.json\` in this folder or one above, names a profile and nothing else:
\`{"profile": "staging"}\`. A stored key is used for its own server only. Keys are never options: they come
by the environment, a file or stdin.

**Output.** Data goes to stdout, talk to stderr. \`--json\` prints one document (\`watch\`: one a line);
\`--quiet\` leaves the talk out. Colour is for terminals only, off with \`NO_COLOR\`, \`TERM=dumb\` or
\`--no-color\`, and never says anything that the words do not. Questions are asked on a terminal only;
\`--yes\` answers them, \`--no-input\` never asks.

**Times** are understood as \`03:12\`, \`sun 03:12\`, \`2026-11-24 03:12\`, \`2h\` (from now), \`15m ago\`, or an
instant, in the zone of your machine.

| Exit code | Meaning                                                                     |
| --------- | --------------------------------------------------------------------------- |
| 0         | ok                                                                          |
| 1         | unexpected                                                                  |
| 2         | not understood: a wrong option, word or value                               |
| 3         | not found                                                                   |
| 4         | not allowed, or signed out                                                  |
| 5         | conflict                                                                    |
| 6         | the server cannot be reached, or asks to wait                               |
| 10        | it ran, and the answer is no: a gap, a plan that is not empty, a refusal    |

**Completion** of commands, options and live names: \`evenkeel completion bash\`, \`zsh\`, \`fish\` or \`powershell\`.
`;

/** The whole page. */
export function referencePage(): string {
  return `${[
    intro,
    '## Programs on the data itself\n',
    ...programs.map(({ name, summary }) => `- \`evenkeel ${name}\`: ${summary}`),
    '\n## Options of every command\n',
    ...Object.entries(common).map(optionLine),
    '',
    '## Commands\n',
    commands.map(commandPart).join('\n'),
  ].join('\n')}`;
}

function commandPart(command: Command): string {
  const { name, takes, summary, examples, options = {} } = command;
  const own = Object.entries(options);
  return [
    `### evenkeel ${name}`,
    '',
    `${summary}.`,
    '',
    '```sh',
    `evenkeel ${name}${takes === '' ? '' : ` ${takes}`}${own.length > 0 ? ' [options]' : ''}`,
    '```',
    '',
    'Examples:',
    '',
    '```sh',
    ...examples,
    '```',
    '',
    ...(own.length > 0 ? [...own.map(optionLine), ''] : []),
  ].join('\n');
}

function optionLine([name, { short, value, help }]: [string, Option]): string {
  const left = `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  return `- \`${left}\`: ${help.replaceAll('*', '\\*')}`;
}
