import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { helpOf } from './command.ts';
import { commands, programs } from './commands.ts';
import { run } from './main.ts';
import { referencePage } from './reference.ts';

test('the reference is what the commands say (npm run reference)', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/reference/cli.md'), 'utf8');
  assert.equal(page, referencePage());
});

test('every command has its own name, an example that begins with it, and help that leads with it', () => {
  const names = [...commands, ...programs].map((command) => command.name);
  assert.equal(new Set(names).size, names.length);
  for (const command of commands) {
    const { name, examples, summary, takes, count } = command;
    assert.ok(examples.length > 0 && summary !== '' && !summary.endsWith('.'), name);
    assert.ok(
      examples.some((example) => example.includes(`evenkeel ${name}`)),
      name,
    );
    const help = helpOf(command);
    assert.ok(help.indexOf(examples[0] ?? '') < help.indexOf('Usage:'), name);
    assert.equal(takes === '', count[1] === 0, name);
  }
});

async function script(shell: string): Promise<string> {
  let said = '';
  const silent = { write: () => true };
  await run(['completion', shell], {
    env: {},
    stdout: { write: (text: string) => (said += text) },
    stderr: silent,
    stdin: (async function* () {})(),
  });
  return said;
}

/** What each shell offers for `evenkeel incident re`, when the program offers two words. */
const shells: Record<string, (text: string) => { args: string[]; offered: string }> = {
  bash: (text) => ({
    args: [
      '-c',
      `evenkeel() { printf 'resolve\\tthe end\\nreopen\\n'; echo "asked: $*" >&2; }
      ${text}
      COMP_WORDS=(evenkeel incident re); COMP_CWORD=2; _evenkeel 2>/dev/null; echo "\${COMPREPLY[@]}"`,
    ],
    offered: 'resolve reopen\n',
  }),
  zsh: (text) => ({ args: ['-n', '-c', text], offered: '' }),
  fish: (text) => ({ args: ['--no-execute', '-c', text], offered: '' }),
};

test('the completion for PowerShell asks the program for what comes next', async () => {
  const text = await script('powershell');
  assert.match(text, /Register-ArgumentCompleter -Native -CommandName evenkeel, ek/);
  assert.match(text, /& \$program __complete @rest/);
  assert.ok(text.includes('-split "`t", 2'), text);
});

for (const [shell, check] of Object.entries(shells)) {
  const skip = spawnSync(shell, ['--version']).status === 0 ? false : `${shell} is not here`;
  test(`the completion for ${shell} is understood by it`, { skip }, async () => {
    const { args, offered } = check(await script(shell));
    const ran = spawnSync(shell, args, { encoding: 'utf8' });
    assert.equal(ran.stderr, '');
    assert.equal(ran.stdout, offered);
  });
}
