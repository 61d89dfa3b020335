import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startDeadline } from './deadline.ts';

test('a deadline passes, and says so', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const deadline = startDeadline(1000);
  t.mock.timers.tick(999);
  assert.equal(deadline.signal.aborted, false);
  t.mock.timers.tick(1);
  assert.equal(deadline.signal.aborted, true);
  assert.equal(deadline.passed(), true);
  assert.equal((deadline.signal.reason as Error).name, 'TimeoutError');
});

test('the caller may give up before, with a reason that is passed on', () => {
  const caller = new AbortController();
  const deadline = startDeadline(60_000, caller.signal);
  caller.abort('no longer wanted');
  assert.equal(deadline.signal.reason, 'no longer wanted');
  assert.equal(deadline.passed(), false);
  assert.equal(startDeadline(60_000, caller.signal).signal.aborted, true);
});

test('a deadline that was ended never comes', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const caller = new AbortController();
  const deadline = startDeadline(1000, caller.signal);
  deadline.end();
  t.mock.timers.tick(5000);
  caller.abort();
  assert.equal(deadline.signal.aborted, false);
});
