import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readSeverity } from './severity.ts';

test('the table of protocols 1.6, in any case', () => {
  const rows = {
    critical: ['critical', 'CRIT', 'fatal', 'Emergency', 'page', 'P1', 'Sev0', 'disaster', 'down'],
    error: ['error', 'ERR', 'high', 'major', 'P2', 'Sev1'],
    warning: ['warning', 'Warn', 'medium', 'minor', 'degraded', 'average', 'P3', 'Sev2'],
    info: ['info', 'Informational', 'low', 'notice', 'debug', 'Not classified', 'P4', 'P5', 'Sev3'],
  };
  for (const [severity, words] of Object.entries(rows)) {
    for (const word of words) assert.equal(readSeverity(` ${word} `).severity, severity, word);
  }
});

test('a new word is unknown and said to be; nothing at all is unknown and fine', () => {
  const odd = readSeverity('catastrophic-ish');
  assert.deepEqual([odd.severity, odd.known, odd.raw], ['unknown', false, 'catastrophic-ish']);
  assert.deepEqual(readSeverity(undefined), {
    severity: 'unknown',
    raw: null,
    known: true,
    resolves: false,
  });
});

test('ok words close instead of grading', () => {
  for (const word of ['ok', 'Good', 'UP', 'cleared', 'green']) {
    assert.equal(readSeverity(word).resolves, true, word);
  }
});

test('a bare number is never mapped', () => {
  for (const value of [1, 3, '5']) {
    const { severity, known } = readSeverity(value);
    assert.deepEqual([severity, known], ['unknown', false]);
  }
});

test('words of Object.prototype are only words', () => {
  assert.equal(readSeverity('constructor').severity, 'unknown');
  assert.equal(readSeverity('__proto__').known, false);
});
