import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { RankedChange, SuspectQuestion } from '../model.ts';
import { rankSuspects } from './rank.ts';

interface Case {
  readonly name: string;
  readonly guilty: readonly string[];
  readonly noChange: boolean;
  readonly question: SuspectQuestion;
}

const TIMES = new Set(['at', 'since', 'happenedAt', 'startedAt', 'detectedAt', 'askedAt']);

function readCases(): Case[] {
  const file = new URL('../../../test/cases/suspects.json', import.meta.url);
  const parsed = JSON.parse(readFileSync(file, 'utf8'), (key, value: unknown) =>
    TIMES.has(key) && typeof value === 'string' ? Temporal.Instant.from(value) : value,
  ) as { scenarios: (SuspectQuestion & Omit<Case, 'question'>)[] };
  return parsed.scenarios.map(({ name, guilty, noChange, ...question }) => ({
    name,
    guilty,
    noChange,
    question,
  }));
}

const cases = readCases();

function caseNamed(name: string): Case {
  const found = cases.find((one) => one.name === name);
  assert.ok(found, `no case named ${name}`);
  return found;
}

for (const one of cases) {
  test(one.name, () => {
    const items = rankSuspects(one.question);
    const [first] = items;
    if (one.noChange) assert.equal(first?.change, null);
    else
      assert.ok(one.guilty.includes(first?.change?.id ?? ''), `first is ${first?.change?.summary}`);
  });
}

test('every change is in the answer once, and so is "none"; scores are chances', () => {
  for (const { question } of cases) {
    const items = rankSuspects(question);
    const ids = items.map(({ change }) => change?.id ?? 'none').toSorted();
    assert.deepEqual(ids, [...question.changes.map(({ id }) => id), 'none'].toSorted());
    const total = items.reduce((sum, { score }) => sum + score, 0);
    assert.ok(Math.abs(total - 1) < 1e-9);
    assert.ok(items.every(({ score }) => score >= 0 && score <= 1));
    assert.ok(items.every(({ reasons }) => reasons.length >= 1 && reasons.length <= 4));
  }
});

test('reasons put what speaks against a change first', () => {
  const items = rankSuspects(caseNamed('another region is out').question);
  const other = items.find(({ change }) => change?.id === 'o');
  assert.equal(other?.reasons[0], 'Only in us-east; the errors are in eu-west');
});

test('the answer does not depend on who made the changes, nor shows it', () => {
  const { question } = caseNamed('a deploy of a direct dependency just before');
  const signed = question.changes.map((change, index) => ({ ...change, by: `person-${index}` }));
  const plain = rankSuspects(question);
  const named = rankSuspects({ ...question, changes: signed });
  assert.deepEqual(
    named.map(({ score, reasons }) => ({ score, reasons })),
    plain.map(({ score, reasons }) => ({ score, reasons })),
  );
  assert.equal(named[0]?.change?.by, 'person-4');
  assert.ok(named.every(({ reasons }) => !reasons.join(' ').includes('person-')));
});

test('a vendor incident is named with its time', () => {
  const [first] = rankSuspects(caseNamed('the mail vendor is down').question);
  assert.match(first?.reasons[0] ?? '', /^mailpost reports "Partial outage" since 02:05 UTC/);
});

test('a change that is not in the graph, nothing that hurts, and no change at all are answered', () => {
  const { question } = caseNamed('a deploy of a direct dependency just before');
  const lost = rankSuspects({ ...question, services: [] });
  assert.equal(lost.length, question.changes.length + 1);
  const silent = rankSuspects({ ...question, affected: [] });
  assert.equal(silent.length, question.changes.length + 1);
  const empty = rankSuspects({ ...question, changes: [] });
  assert.equal(empty.length, 1);
  assert.equal(empty[0]?.change, null);
  assert.equal(empty[0]?.score, 1);
});

test('changes that lie after the question are not known yet', () => {
  const { question } = caseNamed('a deploy of a direct dependency just before');
  const later = question.askedAt.add({ minutes: 5 });
  const [template] = question.changes;
  assert.ok(template);
  const items = rankSuspects({
    ...question,
    changes: [...question.changes, { ...template, id: 'future', happenedAt: later }],
  });
  assert.ok(!items.some(({ change }) => change?.id === 'future'));
});

test('60 services and 500 changes take under 200 ms', () => {
  const at = Temporal.Instant.from('2026-11-24T02:07:00Z');
  const services = Array.from({ length: 60 }, (_, index) => ({
    slug: `s${index}`,
    dependsOn: [1, 7, 13, 29].map((step) => `s${(index + step) % 60}`),
  }));
  const changes = Array.from({ length: 500 }, (_, index): RankedChange => ({
    id: `c${index}`,
    service: `s${index % 60}`,
    kind: 'deploy',
    summary: `Deploy 1.${index}.0 (12 commits)`,
    environment: index % 4 === 0 ? 'staging' : 'production',
    happenedAt: at.subtract({ minutes: index * 20 }),
  }));
  const affected = Array.from({ length: 12 }, (_, index) => ({
    service: `s${index * 5}`,
    symptom: 'errors' as const,
    detail: 'HTTP 5xx above threshold',
    since: at.add({ minutes: index }),
  }));
  const question = {
    services,
    changes,
    vendorEvents: [],
    onset: { at, uncertaintyMinutes: 15 },
    detectedAt: at.add({ minutes: 3 }),
    askedAt: at.add({ minutes: 10 }),
    affected,
  };
  rankSuspects(question);
  const runs = [1, 2, 3].map(() => {
    const before = process.hrtime.bigint();
    rankSuspects(question);
    return Number(process.hrtime.bigint() - before) / 1e6;
  });
  assert.ok(Math.min(...runs) < 200, `took ${Math.min(...runs).toFixed(0)} ms`);
});
