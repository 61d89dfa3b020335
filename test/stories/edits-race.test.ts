// Several people save the same thing at one instant, each having seen the same version: one of them is
// heard, and the others are told to look again. Nothing is overwritten unseen.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { incidentsApi } from '#incidents/contract';

test('of several edits of one version at one instant, one is made and the others are refused', async (t) => {
  await using app = await startTestApp();
  const call = (method: string, path: string, body: unknown, headers: object = {}) =>
    fetch(`${app.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${app.owner.key}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const make = async (path: string, body: object): Promise<string> => {
    const { id } = (await (await call('POST', path, body)).json()) as { id: string };
    return `${path}/${id}`;
  };
  const start = '2026-11-16T09:00:00+01:00[Europe/Berlin]';
  const layers = [{ rotation: { kind: 'weekly', start }, users: ['olga@example.com'] }];
  const steps = [{ targets: [{ person: 'olga@example.com' }] }];
  const named = (nth: number) => ({ name: `Name ${nth}` });
  const things: [string, string, (nth: number) => object][] = [
    ['PATCH', await make('/v1/teams', { name: 'E' }), named],
    ['PATCH', await make('/v1/services', { name: 'E' }), named],
    ['PATCH', await make('/v1/schedules', { name: 'E', timezone: 'UTC', layers }), named],
    ['PATCH', await make('/v1/escalation-policies', { name: 'E', steps }), named],
    ['PATCH', await make('/v1/people', { email: 'e@example.com', name: 'E' }), named],
    ['PATCH', await make('/v1/status-pages', { slug: 'e', name: 'E', components: [] }), named],
    ['PATCH', await make('/v1/webhooks', { url: 'https://example.com/', name: 'E' }), named],
    ['PATCH', '/v1/severities/sev4', named],
    ['PATCH', '/v1/me', named],
    ['PUT', '/v1/retention', (nth) => ({ keep: { proposals: `${100 + nth}d` } })],
    ['PUT', '/v1/backup/schedule', (nth) => ({ plan: { kind: 'hours', hours: 6 + nth, keep: 3 } })],
    ['PUT', '/v1/test-page', () => ({ setting: null })],
  ];
  const versionOf = async (path: string): Promise<string> => {
    if (path.startsWith('/v1/severities/')) {
      const { items } = await app.api(incidentsApi.levels, {});
      return `"${items.find(({ severity }) => path.endsWith(severity))?.version}"`;
    }
    const seen = await call('GET', path === '/v1/backup/schedule' ? '/v1/backup' : path, undefined);
    return seen.headers.get('etag') ?? '';
  };
  for (const [method, path, body] of things) {
    await t.test(path.split('/', 3).join('/'), async () => {
      for (let round = 0; round < 3; round += 1) {
        const version = await versionOf(path);
        assert.match(version, /^"\d+"$/);
        const answers = await Promise.all(
          [1, 2, 3, 4].map((nth) =>
            call(method, path, body(10 * round + nth), { 'if-match': version }),
          ),
        );
        const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
        assert.deepEqual(statuses, [200, 412, 412, 412]);
      }
    });
  }
});
