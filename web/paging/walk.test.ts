import assert from 'node:assert/strict';
import { test } from 'node:test';

import { heard, walkOf } from './walk.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 29, 2, minute)).toISOString();
const line = (minute: number, step: number, who: string | null, skipped: string[] = []) => ({
  at: at(minute),
  afterSeconds: 0,
  kind: who === null ? ('moment' as const) : ('message' as const),
  person: who === null ? null : { id: who, name: who, email: who },
  localTime: who === null ? null : '2026-11-28 21:17 America/Toronto',
  channel: who === null ? null : 'voice',
  address: null,
  notSent: null as string | null,
  step,
  round: 1,
  text: '',
  skipped,
  webhooks: [] as string[],
  outsideHours: false,
});
const minute = 60e3;

test('an empty step is skipped at once, and the next is shown as moved up', () => {
  const lines = [
    line(12, 1, null),
    line(12, 1, 'ben'),
    line(13, 1, 'ben'),
    line(17, 2, null, ['Nobody is on call in data.']),
    line(17, 3, null),
    line(17, 3, 'cai'),
  ];
  const walk = walkOf(lines, [5 * minute, 5 * minute, 5 * minute]);
  assert.deepEqual(
    walk.map((step) => [
      step.step,
      step.empty,
      step.sent.length,
      step.movedFrom === null ? null : new Date(step.movedFrom).toISOString(),
    ]),
    [
      [1, false, 2, null],
      [2, true, 0, null],
      [3, false, 1, at(22)],
    ],
  );
  assert.equal(walk[2]?.people[0]?.zone, 'America/Toronto');
  assert.deepEqual(heard(lines), {
    people: 2,
    first: Date.parse(at(12)),
    last: Date.parse(at(17)),
  });
});

test('nobody hears of a policy without people', () => {
  assert.deepEqual(heard([line(0, 1, null)]), { people: 0, first: null, last: null });
});

test('a message whose channel is not set up is shown as such, and nobody hears it', () => {
  const unsent = { ...line(12, 1, 'ben'), notSent: 'No phone company is set up.' };
  const [step] = walkOf([line(12, 1, null), unsent], [5 * minute]);
  assert.deepEqual([step?.empty, step?.sent, step?.unsent], [false, [], ['voice']]);
  assert.equal(heard([unsent]).people, 0);
});

test('a step that calls a webhook is not empty: its time is waited for', () => {
  const call = { ...line(12, 1, null), webhooks: ['mend'] };
  const walk = walkOf([call, line(17, 2, null), line(17, 2, 'ben')], [5 * minute, 5 * minute]);
  assert.deepEqual(
    walk.map(({ empty, movedFrom, sent }) => [empty, movedFrom, sent.map((one) => one.channel)]),
    [
      [false, null, ['webhook']],
      [false, null, ['voice']],
    ],
  );
});
