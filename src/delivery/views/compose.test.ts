import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { MessageFacts } from '../model.ts';
import { composeMessage, type Composition } from './compose.ts';

const facts: MessageFacts = {
  type: 'page',
  ref: 'P-12',
  title: 'Checkout answers 5xx for 12 % of requests',
  severity: 'error',
  service: { slug: 'checkout', name: 'Checkout' },
  alerts: Array.from({ length: 7 }, (_, i) => ({ ref: `A-${1042 + i}`, title: `Alert ${i}` })),
  alertCount: 9,
  since: '2026-11-24T01:07:00Z',
  nextPerson: 'Ben',
  nextAt: '2026-11-24T01:12:48Z',
  changed: 'payments-api 4.18.2, deployed 01:55',
};
const compose = (change: Partial<MessageFacts> = {}, rest: Partial<Composition> = {}) =>
  composeMessage({
    facts: { ...facts, ...change },
    subjectKind: 'page',
    subjectId: 'pag_1',
    urgency: 'high',
    step: 1,
    round: 2,
    person: { name: 'Ana', email: 'ana@example.com', timezone: 'Europe/Berlin', locale: 'de' },
    link: 'https://ops.example/a/token',
    secret: null,
    callbacks: { status: null, digits: null },
    publicUrl: 'https://ops.example',
    ...rest,
  });

test('the mail tells the facts in the person’s zone, with the link alone on a line', () => {
  assert.equal(
    compose().text,
    `SEV2 Major: Checkout answers 5xx for 12 % of requests

Service  Checkout
Since    02:07, Tue, 24 Nov 2026 (Europe/Berlin)
Alerts   A-1042 Alert 0
         A-1043 Alert 1
         A-1044 Alert 2
         A-1045 Alert 3
         A-1046 Alert 4
         and 4 more
Changed  payments-api 4.18.2, deployed 01:55
Next     Ben at 02:12:48
         if nobody answers

Acknowledge, get help or hand over:
https://ops.example/a/token

P-12, step 1, round 2, to Ana. The link is for you alone.
`,
  );
});

test('the short form keeps the order of the 2 a.m. card and fits a phone', () => {
  const { short } = compose();
  assert.equal(
    short,
    'SEV2 checkout: Checkout answers 5xx for 12 % of requests since 02:07 (9 alerts). Paged: you, next Ben 02:12. Reply A 12 to acknowledge. https://ops.example/a/token',
  );
  const long = compose({ title: 'x'.repeat(2_000), nextPerson: 'y'.repeat(200) }).short;
  assert.ok(long.length < 280, `${long.length}`);
});

test('the voice begins with severity and service, and ends with the digits', () => {
  assert.equal(
    compose().spoken,
    'Severity 2 Checkout. Checkout answers 5xx for 12 % of requests. Press 1 to acknowledge. Press 2 to get help. Press 3 to hear this again.',
  );
});

test('the subject stays the same inside a thread', () => {
  assert.equal(compose().title, compose({ alertCount: 200, changed: null }).title);
  assert.equal(compose().thread, 'page-pag_1');
});

test('a promised update is announced as one, and a link that acts for nobody is nobody’s alone', () => {
  const about = { type: 'reminder', ref: 'INC-7', path: '/incidents/INC-7' } as const;
  const due = compose({ ...about, promise: 'due' }, { link: null });
  assert.equal(due.title, 'Update due: Checkout answers 5xx for 12 % of requests');
  assert.match(due.short, /^Update due: .* https:\/\/ops\.example\/incidents\/INC-7$/);
  assert.doesNotMatch(due.text, /alone/);
  const late = compose({ ...about, promise: 'late' }, { link: null });
  assert.match(late.title, /^Update overdue: /);
  assert.equal(
    late.spoken,
    'Severity 2 Checkout. Update overdue: Checkout answers 5xx for 12 % of requests.',
  );
  assert.match(compose({ type: 'reminder' }).title, /^Still on it\? /);
});

test('hostile facts stay text, in every form', () => {
  const message = compose({ title: '<img src=x onerror=alert(1)>\r\nBcc: eve@example.com' });
  assert.ok(!message.title.includes('\n'));
  assert.ok(message.html?.includes('&lt;img src=x onerror=alert(1)&gt;'));
  assert.ok(!message.html?.includes('<img'));
  assert.ok(!message.short.includes('\n'));
});

test('what is missing is left out, not written as null', () => {
  const bare = compose(
    {
      type: 'update',
      severity: null,
      service: null,
      alerts: [],
      since: null,
      nextAt: null,
      changed: null,
    },
    { link: null },
  );
  assert.ok(!/null|undefined/.test([bare.text, bare.html, bare.short, bare.spoken].join()));
  assert.equal(bare.url, null);
});

test('a code is in the words, an invitation is its link, a path of ours is absolute', () => {
  const code = compose({ type: 'code', title: 'Your code' }, { link: null, secret: '123456' });
  assert.match(code.text, /123456/);
  assert.match(code.short, /123456/);
  assert.equal(code.data['code'], '123456');
  const invited = compose(
    { type: 'invitation', title: 'Olga invites you.' },
    { link: null, secret: 'https://ops.example/join#abc' },
  );
  assert.equal(invited.url, 'https://ops.example/join#abc');
  assert.match(invited.text, /^https:\/\/ops\.example\/join#abc$/m);
  assert.equal(
    compose({ type: 'update', path: '/incidents/INC-1' }, { link: null }).url,
    'https://ops.example/incidents/INC-1',
  );
});
