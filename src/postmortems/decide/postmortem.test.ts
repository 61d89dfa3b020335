import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ActionItem, PostmortemDocument } from '../model.ts';
import { postmortemMarkdown } from '../views/markdown.ts';
import {
  type DraftEntry,
  draftFrom,
  type DraftSource,
  postmortemDue,
  spokenSeconds,
  timelineOf,
} from './draft.ts';
import { checklist, mayMove, publishProblems } from './publish.ts';

const at = (clock: string) => Temporal.Instant.from(`2026-11-24T${clock}Z`);

function entry(
  id: string,
  kind: string,
  clock: string,
  more: Partial<DraftEntry> = {},
): DraftEntry {
  return {
    id,
    kind,
    text: `${kind} ${id}`,
    happenedAt: at(clock),
    mitigation: false,
    cause: false,
    milestone: false,
    ...more,
  };
}

const source: DraftSource = {
  title: 'Checkout: card payments fail',
  severity: 'sev1',
  impact: '3,612 of 13,378 card payments failed.',
  verifiedHow: 'ledger equals gateway',
  times: {
    impactStartedAt: at('02:07:00'),
    detectedAt: at('02:07:48'),
    acknowledgedAt: at('02:09:14'),
    declaredAt: at('02:11:00'),
    mitigatedAt: at('02:45:00'),
    verifiedAt: at('03:20:00'),
    resolvedAt: at('03:21:00'),
  },
  entries: [
    entry('r', 'result', '02:33:00', { cause: true, text: 'Pool default went from 50 to 5' }),
    entry('d', 'event', '02:11:00', { milestone: true, text: 'declared SEV2' }),
    entry('m', 'event', '02:12:00', { text: 'page sent' }),
    entry('n', 'note', '02:12:30'),
    entry('a', 'action', '02:24:00'),
  ],
  phases: [
    { phase: 'detect', seconds: 134 },
    { phase: 'investigate', seconds: 1440 },
    { phase: 'recover', seconds: 2160 },
    { phase: 'learn', seconds: null },
  ],
  updates: { sent: 4, onTime: 4 },
  actors: ['ben', 'ben'],
  detectedByAlert: true,
};

function action(more: Partial<ActionItem>): ActionItem {
  return {
    id: 'a1',
    text: 'Alert when pool wait p95 is above 0.5 s',
    kind: 'detect',
    owner: 'Cai',
    due: Temporal.PlainDate.from('2026-12-01'),
    state: 'open',
    reason: null,
    ...more,
  };
}

test('the draft says what was recorded, and nothing else', () => {
  const draft = draftFrom(source);
  assert.equal(
    draft.text.summary,
    'From 02:07 to 02:45 UTC (38 min): 3,612 of 13,378 card payments failed. Verified 03:20 UTC: ledger equals gateway.',
  );
  assert.equal(draft.text.detection, 'An alert noticed it 48 s after it began.');
  assert.deepEqual(draft.text.wentWell, [
    'Acknowledged in 86 s',
    'Updates on time, 4 of 4',
    'One person made changes, all the time',
    'The end was verified before it was called one',
  ]);
  assert.deepEqual(
    draft.factors.map(({ stage, text }) => [stage, text]),
    [
      ['introduced', 'Pool default went from 50 to 5'],
      ['recovery', 'Investigate took 24 min, longer than any other phase.'],
    ],
  );
  assert.equal(draft.text.lucky, '');
});

test('a bare incident gives a bare draft', () => {
  const draft = draftFrom({
    ...source,
    impact: '',
    verifiedHow: '',
    times: {
      ...source.times,
      impactStartedAt: null,
      detectedAt: null,
      acknowledgedAt: null,
      mitigatedAt: null,
      verifiedAt: null,
      resolvedAt: null,
    },
    entries: [],
    phases: [],
    updates: { sent: 0, onTime: 0 },
    actors: [],
    detectedByAlert: false,
  });
  assert.equal(draft.text.summary, 'Since 02:11 UTC: Checkout: card payments fail.');
  assert.deepEqual(draft.factors, []);
  assert.deepEqual(draft.text.wentWell, []);
});

test('the timeline keeps typed entries and milestones, in the order of happening', () => {
  assert.deepEqual(
    timelineOf(source.entries).map(({ entryId }) => entryId),
    ['d', 'a', 'r'],
  );
});

test('due 48 hours after the end, for SEV1 and SEV2 only', () => {
  assert.equal(postmortemDue('sev2', at('03:21:00'))?.toString(), '2026-11-26T03:21:00Z');
  assert.equal(postmortemDue('sev3', at('03:21:00')), null);
  assert.equal(postmortemDue('sev1', null), null);
});

test('publication is refused for an open action without owner or due', () => {
  assert.deepEqual(publishProblems([action({})]), []);
  assert.deepEqual(publishProblems([]), []);
  const pointers = (items: ActionItem[]) => publishProblems(items).map(({ pointer }) => pointer);
  assert.deepEqual(pointers([action({}), action({ owner: null, due: null })]), [
    '/actions/1/owner',
    '/actions/1/due',
  ]);
  assert.deepEqual(pointers([action({ owner: ' ', state: 'inProgress' })]), ['/actions/0/owner']);
  assert.deepEqual(pointers([action({ owner: null, due: null, state: 'done' })]), []);
  assert.deepEqual(pointers([action({ owner: null, due: null, state: 'notDoing' })]), [
    '/actions/0/reason',
  ]);
  assert.deepEqual(
    pointers([action({ owner: null, due: null, state: 'notDoing', reason: 'replaced soon' })]),
    [],
  );
});

test('the checklist hints, and blocks only for actions', () => {
  const factor = { id: 'f', stage: 'introduced', text: 'x', confidence: 'observed' } as const;
  const outcomes = checklist(
    { impact: '', wentWell: [''] },
    [factor],
    [action({ kind: 'prevent', owner: null })],
  );
  assert.deepEqual(
    outcomes.map(({ name, outcome }) => [name, outcome]),
    [
      ['impact', 'hint'],
      ['factors', 'hint'],
      ['detection', 'hint'],
      ['actions', 'blocks'],
      ['wentWell', 'hint'],
    ],
  );
});

test('states move one step, and back', () => {
  assert.ok(mayMove('draft', 'inReview'));
  assert.ok(mayMove('draft', 'reviewed'));
  assert.ok(!mayMove('draft', 'closed'));
  assert.ok(mayMove('reviewed', 'closed'));
});

test('durations in words', () => {
  assert.deepEqual([86, 1440, 3900, 7200, 183_600].map(spokenSeconds), [
    '86 s',
    '24 min',
    '1 h 5 min',
    '2 h',
    '2 d 3 h',
  ]);
});

const document: PostmortemDocument = {
  ref: 'INC-142',
  severity: 'sev1',
  state: 'draft',
  dueAt: at('03:21:00'),
  text: draftFrom(source).text,
  timeline: timelineOf(source.entries),
  phases: source.phases,
  roles: [{ role: 'commander', name: 'Ana Ruiz' }],
  factors: [{ id: 'f', stage: 'introduced', text: 'Pool went from 50 to 5', confidence: 'likely' }],
  actions: [action({}), action({ state: 'notDoing', reason: 'later', owner: null, due: null })],
  changes: ['Deploy payments-api 4.18.2'],
};

test('Markdown holds every part', () => {
  const text = postmortemMarkdown(document);
  for (const part of [
    '# Checkout: card payments fail',
    'INC-142, SEV1, draft, due 2026-11-24T03:21Z',
    '## Impact',
    '| investigate | 24 min |',
    '| 2026-11-24T02:24:00 | action | action a |',
    '### How it got in\n\n- Pool went from 50 to 5 (likely)',
    '### Why it was not caught\n\n*Which check',
    '- Deploy payments-api 4.18.2',
    '| Alert when pool wait p95 is above 0.5 s | detect | Cai | 2026-12-01 | open |',
    'not doing: later',
  ]) {
    assert.ok(text.includes(part), `${part}\n---\n${text}`);
  }
});

test('hostile text cannot become markup', () => {
  const nasty = '# x\n\n<script>alert(1)</script> | a [b](javascript:c) `d` *e* \\';
  const text = postmortemMarkdown({
    ...document,
    text: { ...document.text, title: nasty, impact: `- ${nasty}`, wentWell: ['1. one'] },
    actions: [action({ text: nasty })],
  });
  assert.ok(!text.includes('<script>'));
  assert.ok(text.includes(String.raw`\<script\>`));
  assert.ok(text.includes(String.raw`\[b\](javascript:c)`));
  assert.ok(text.includes(String.raw`- 1\. one`));
  const row = text.split('\n').find((line) => line.includes('| Cai |'));
  assert.equal(row?.match(/(?<!\\)\|/g)?.length, 6, 'a bar in a text makes no new column');
});
