import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readAudit } from './audit.ts';

test('a weakness is told with its package, and is no success', () => {
  const report = {
    auditReportVersion: 2,
    vulnerabilities: { evil: { name: 'evil', severity: 'high', range: '<1.2.3' } },
  };
  const verdict = readAudit(JSON.stringify(report));
  assert.deepEqual(verdict, { kind: 'weak', lines: ['high: evil <1.2.3'] });
});

test('none is told with how many were looked at', () => {
  const report = { vulnerabilities: {}, metadata: { dependencies: { prod: 87 } } };
  assert.deepEqual(readAudit(JSON.stringify(report)), { kind: 'clean', packages: 87 });
});

test('a registry that does not answer is a reason, not an all-clear', () => {
  const refused = { message: '405 Method Not Allowed', statusCode: 405, error: { summary: '' } };
  for (const stdout of [JSON.stringify(refused), '', 'npm error', 'null', '[]', '{}']) {
    const verdict = readAudit(stdout);
    assert.equal(verdict.kind, 'skipped', stdout);
    assert.match(verdict.kind === 'skipped' ? verdict.reason : '', /did not answer: ./);
  }
});
