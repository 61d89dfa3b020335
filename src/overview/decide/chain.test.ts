import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ChainFacts } from '../model.ts';
import { chainProblems, reachability } from './chain.ts';

const well: ChainFacts = {
  channels: [{ id: 'email', name: 'E-mail', configured: true }],
  oldestWaitingSeconds: 0,
  unreachablePeople: [],
  unreachablePages: 0,
  exhaustedPages: 0,
  servicesWithoutPolicy: [],
  schedulesWithNobody: [],
  skewMs: 12,
  failedWebhooks: [],
  spool: { records: 0, oldestSeconds: 0, share: 0, damaged: 0 },
  demo: false,
};

test('a chain in which everything moves has no problem', () => {
  assert.deepEqual(chainProblems(well), []);
});

test('no mail server is loud, but not in the demo, which sends nothing', () => {
  const channels = [{ id: 'email', name: 'E-mail', configured: false }];
  assert.equal(chainProblems({ ...well, channels })[0]?.severity, 'critical');
  assert.deepEqual(chainProblems({ ...well, channels, demo: true }), []);
});

test('a webhook that was given up is said with what to do', () => {
  const failedWebhooks = [{ name: 'chat', reason: 'It answered 410: gone.' }];
  const [problem] = chainProblems({ ...well, failedWebhooks });
  assert.equal(problem?.severity, 'warning');
  assert.match(problem?.text ?? '', /chat was switched off\. It answered 410/);
  assert.match(problem?.fix ?? '', /replay/);
});

test('what waits on disk is said: louder when it is old or the spool fills, loud when a file is broken', () => {
  const spool = { records: 3, oldestSeconds: 4, share: 0.01, damaged: 0 };
  const say = (change: Partial<typeof spool>) =>
    chainProblems({ ...well, spool: { ...spool, ...change } });
  assert.deepEqual(
    [say({}), say({ oldestSeconds: 31 }), say({ share: 0.81 })].map(([one]) => one?.severity),
    ['warning', 'critical', 'critical'],
  );
  assert.match(say({ share: 0.81 })[0]?.text ?? '', /^3 events in the spool, which is 81 % full/);
  assert.match(say({ records: 0, damaged: 1 })[0]?.text ?? '', /^1 spool file could not be read/);
});

test('what is critical comes before what is a warning', () => {
  const problems = chainProblems({
    ...well,
    servicesWithoutPolicy: ['search'],
    skewMs: -6000,
    unreachablePages: 1,
    oldestWaitingSeconds: 31,
  });
  assert.deepEqual(
    problems.map((problem) => problem.severity),
    ['critical', 'critical', 'warning', 'warning'],
  );
  assert.match(problems[3]?.text ?? '', /-6 s/);
});

test('push alone may not wake somebody; unusable methods do not count', () => {
  assert.equal(reachability([]), 'none');
  assert.equal(reachability([{ kind: 'sms', usable: false }]), 'none');
  assert.equal(reachability([{ kind: 'webPush', usable: true }]), 'pushOnly');
  assert.equal(
    reachability([
      { kind: 'webPush', usable: true },
      { kind: 'email', usable: true },
    ]),
    'ok',
  );
});
