import assert from 'node:assert/strict';
import { test } from 'node:test';

import { needsFactor, normalisePassword, passwordUnusable, passwordWeakness } from './password.ts';

test('a long enough password of any composition is fine', () => {
  const fine = [
    'slow tide at noon',
    'kfjwmdhzqpvxbtr',
    'fünf müde Fähren',
    'その船は静かに港を出ていきました',
    'p4ssw0rd of the lighthouse keeper',
    'Three boats, 12 oars, no wind',
    '🛶🚣⛵🚤🛥🚢⚓🪝🧭🌊🌬🏝🗺🐚🦀',
  ];
  for (const password of fine) {
    assert.equal(passwordWeakness(password), null, password);
    assert.equal(passwordUnusable(password), null, password);
  }
});

test('short passwords are weak, counted in characters and not in bytes', () => {
  assert.match(passwordWeakness('fourteen chars') ?? '', /at least 15/);
  assert.match(passwordWeakness('🛶🚣⛵🚤') ?? '', /at least 15/);
  assert.match(passwordWeakness('') ?? '', /at least 15/);
});

test('what is guessed first is weak', () => {
  const weak = [
    'passwordpassword',
    'Password12345678',
    'P4ssw0rd!P4ssw0rd!',
    '123456789012345',
    'qwertyuiopasdfghjkl',
    'qwertzuiop1234567890',
    'abcdefghijklmnop',
    'correct horse battery staple',
    'administrator123',
    'evenkeel evenkeel 2026',
    'aaaaaaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'x7#qLmx7#qLmx7#qLm',
    'ChangeMe ChangeMe',
  ];
  for (const password of weak) assert.notEqual(passwordWeakness(password), null, password);
});

test('the own address and name are weak', () => {
  const about = ['ana.petrovic@example.com', 'Ana Petrovic'];
  assert.match(passwordWeakness('anapetrovic2026', about) ?? '', /guessed first/);
  assert.match(passwordWeakness('ana.petrovic@example.com', about) ?? '', /guessed first/);
  assert.equal(passwordWeakness('ana petrovic rows upstream', about), null);
});

test('what may not reach the hash is unusable', () => {
  assert.equal(passwordUnusable('x'.repeat(256)), null);
  assert.match(passwordUnusable('x'.repeat(257)) ?? '', /at most 256/);
  assert.match(passwordUnusable('x'.repeat(1_000_000)) ?? '', /at most 256/);
  assert.equal(passwordUnusable('🛶'.repeat(256)), null);
  assert.match(passwordUnusable('\ud83d slow tide at noon') ?? '', /half a character/);
  assert.match(passwordUnusable('') ?? '', /needed/);
});

test('two spellings of one password are one password', () => {
  assert.equal(normalisePassword('fu\u0308nf'), normalisePassword('fünf'));
});

test('beside a second factor eight characters are enough, if they are no words', () => {
  const beside = { hasFactor: true };
  assert.equal(passwordWeakness('kx9qv2mz', [], beside), null);
  assert.match(passwordWeakness('kx9qv2mz') ?? '', /at least 15/);
  assert.match(passwordWeakness('kx9qv2m', [], beside) ?? '', /at least 8/);
  for (const weak of ['password', 'qwertyui', '12345678', 'aaaaaaaa', 'tea12345']) {
    assert.notEqual(passwordWeakness(weak, ['tea@example.com'], beside), null, weak);
  }
  assert.deepEqual([needsFactor('fourteen chars'), needsFactor('fifteen chars ok')], [true, false]);
});
