import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createLogger } from './log.ts';

test('what must not be read by who reads logs is not in them, however deep it lies', () => {
  const lines: string[] = [];
  const log = createLogger('info', { write: (line) => void lines.push(line) });
  log.info({ authorization: 'canary', password: 'canary', token: 'canary' }, 'top');
  log.info({ request: { cookie: 'canary', key: 'canary' } }, 'one down');
  log.info({ err: { config: { secret: 'canary' } } }, 'two down');
  log.info({ kept: 'words' }, 'plain');
  const text = lines.join('');
  assert.equal(text.includes('canary'), false, text);
  assert.equal(text.match(/\[Redacted\]/g)?.length, 6);
  assert.match(text, /"kept":"words"/);
});

test('levels below the chosen one are not written', () => {
  const lines: string[] = [];
  const log = createLogger('warn', { write: (line) => void lines.push(line) });
  log.info('no');
  log.warn('yes');
  assert.deepEqual(
    lines.map((line) => (JSON.parse(line) as { msg: string }).msg),
    ['yes'],
  );
});
