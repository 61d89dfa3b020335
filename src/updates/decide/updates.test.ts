import assert from 'node:assert/strict';
import { test } from 'node:test';

import { dayHistory, uptimeWords } from './days.ts';
import { withoutNames } from './redact.ts';
import { headlineOf, worseState } from './standing.ts';
import { checkUpdate, type UpdateInput } from './validate-update.ts';

const at = (text: string) => Temporal.Instant.from(text);
const now = at('2026-11-24T01:20:00Z');
const context = { open: true, now, pageSlugs: new Set(['public']) };
const good: UpdateInput = {
  status: 'investigating',
  impact: ' Some card payments fail. ',
  action: 'We look for the cause.',
  nextUpdateAt: at('2026-11-24T01:50:00Z'),
  audiences: ['company', 'public', 'public'],
};

function pointers(input: UpdateInput, more: Partial<typeof context> = {}): string[] {
  const check = checkUpdate(input, { ...context, ...more });
  return check.ok ? [] : check.problems.map(({ pointer }) => pointer);
}

test('a whole update is taken, trimmed, audiences once', () => {
  const check = checkUpdate(good, context);
  assert.ok(check.ok);
  assert.equal(check.update.impact, 'Some card payments fail.');
  assert.deepEqual(check.update.audiences, ['company', 'public']);
});

test('while the incident is open the next update must be promised', () => {
  assert.deepEqual(pointers({ ...good, nextUpdateAt: null }), ['/nextUpdateAt']);
  assert.deepEqual(pointers({ ...good, nextUpdateAt: undefined, status: 'resolved' }), [
    '/nextUpdateAt',
  ]);
  assert.deepEqual(
    pointers({ ...good, nextUpdateAt: null, status: 'resolved' }, { open: false }),
    [],
  );
});

test('the promise lies in the future, and not beyond two weeks', () => {
  assert.deepEqual(pointers({ ...good, nextUpdateAt: now }), ['/nextUpdateAt']);
  assert.deepEqual(pointers({ ...good, nextUpdateAt: at('2027-01-01T00:00:00Z') }), [
    '/nextUpdateAt',
  ]);
});

test('every wrong field is named at once', () => {
  assert.deepEqual(
    pointers({ status: 'done', impact: ' ', action: 'x'.repeat(2001), audiences: [] }),
    ['/status', '/impact', '/action', '/nextUpdateAt', '/audiences'],
  );
  assert.deepEqual(pointers({ ...good, audiences: ['team', 'nowhere'] }), ['/audiences/1']);
  const plain = checkUpdate({ ...good, audiences: undefined }, context);
  assert.deepEqual(plain.ok && plain.update.audiences, ['team']);
});

test('names of responders become roles, other words stay', () => {
  const responders = [
    { name: 'Ana Ruiz', email: 'ana@example.com', roleWords: 'the incident commander' },
    { name: 'Will', email: 'will@example.com', roleWords: 'an engineer' },
  ];
  assert.equal(
    withoutNames('Ana  Ruiz (ana@example.com) will tell you. Diana Ruizo not.', responders),
    'the incident commander (the incident commander) will tell you. Diana Ruizo not.',
  );
  assert.equal(
    withoutNames('a+b (x) $1', [{ name: 'a+b (x)', email: '', roleWords: '$& we' }]),
    '$& we $1',
  );
});

test('the headline is the first sentence', () => {
  assert.deepEqual(headlineOf('Payments fail. Invoices work.'), {
    headline: 'Payments fail',
    rest: 'Invoices work.',
  });
  assert.deepEqual(headlineOf('Is search down? Yes.'), {
    headline: 'Is search down?',
    rest: 'Yes.',
  });
  assert.deepEqual(headlineOf('Version 4.18 is slow'), {
    headline: 'Version 4.18 is slow',
    rest: '',
  });
  const long = headlineOf(`${'word '.repeat(60)}.`);
  assert.ok(long.headline.length <= 111 && long.headline.endsWith('…'));
  assert.deepEqual(headlineOf(''), { headline: '', rest: '' });
});

test('ninety days: the worst state of each local day, today last', () => {
  const periods = [
    { state: 'operational', from: at('2026-11-01T00:00:00Z'), until: at('2026-11-23T22:30:00Z') },
    { state: 'major', from: at('2026-11-23T22:30:00Z'), until: at('2026-11-23T23:00:00Z') },
    { state: 'operational', from: at('2026-11-23T23:00:00Z'), until: null },
  ] as const;
  const berlin = dayHistory(periods, now, 'Europe/Berlin');
  assert.equal(berlin.bars.length, 90);
  assert.equal(berlin.bars.at(-1)?.state, 'operational');
  assert.equal(berlin.bars.at(-2)?.state, 'major');
  assert.equal(berlin.bars.at(0)?.state, null);
  assert.equal(berlin.bars.at(-1)?.date.toString(), '2026-11-24');
  assert.equal(berlin.daysKnown, 24);
  assert.equal(berlin.daysDown, 1);
  const tokyo = dayHistory(periods, now, 'Asia/Tokyo');
  assert.equal(tokyo.bars.at(-1)?.state, 'major');
});

test('uptime counts seconds, is never rounded up, and is unknown without a record', () => {
  const periods = [
    { state: 'operational', from: at('2026-11-23T01:20:00Z'), until: at('2026-11-24T01:19:59Z') },
    { state: 'major', from: at('2026-11-24T01:19:59Z'), until: null },
  ] as const;
  const { uptime } = dayHistory(periods, now, 'UTC');
  assert.equal(uptimeWords(uptime ?? 0), '99.99 %');
  assert.equal(uptimeWords(1), '100 %');
  assert.equal(uptimeWords(0.999999), '99.99 %');
  assert.equal(uptimeWords(0.9994), '99.94 %');
  assert.equal(dayHistory([], now, 'UTC').uptime, null);
});

test('states have an order', () => {
  assert.equal(worseState('degraded', 'major'), 'major');
  assert.equal(worseState('maintenance', 'operational'), 'maintenance');
});
