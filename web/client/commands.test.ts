import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Command, keyName, match } from './commands.ts';

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {},
) => keyName({ key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...held });
const command = (id: string, keys: string): Command => ({
  id,
  name: id,
  keys,
  group: 'x',
  run: () => undefined,
});

test('keys are named by the character typed, whatever the layout', () => {
  assert.equal(press('c'), 'c');
  assert.equal(press('X', { shiftKey: true }), 'Shift+x');
  assert.equal(press('?', { shiftKey: true }), '?');
  assert.equal(press('/', { shiftKey: true }), '/');
  assert.equal(press('k', { metaKey: true }), 'Ctrl+k');
  assert.equal(press('Enter', { ctrlKey: true }), 'Ctrl+Enter');
  assert.equal(press('ArrowUp', { altKey: true }), 'Alt+ArrowUp');
});

test('the innermost screen wins, a prefix waits for its second key', () => {
  const list = [command('declare', 'c'), command('now', 'g n'), command('copy', 'c')];
  const found = (prefix: string | null, key: string) => {
    const hit = match(list, prefix, key);
    return hit === null || hit === 'prefix' ? hit : hit.id;
  };
  assert.equal(found(null, 'c'), 'copy');
  assert.equal(found(null, 'g'), 'prefix');
  assert.equal(found('g', 'n'), 'now');
  assert.equal(found('g', 'x'), null);
  assert.equal(found(null, 'n'), null);
});
