// O03: the heart outside is called only while everything moves; when it does not, a path that needs
// none of it tells people; and each day the whole chain is rehearsed.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { dutyQueueName, keepDuties } from '#app/duties';
import { startTestApp, type TestApp } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { sendEvent, settlePayments } from '#harness/payments';
import { until } from '#harness/program';
import { oncallApi } from '#oncall/contract';
import { operationApi } from '#operation/contract';
import { overviewApi } from '#overview/contract';
import { pagesApi } from '#paging/contract';
import { auditApi, keysApi } from '#people/contract';
import { readBackup } from '#platform/backup/read';
import { ApiError } from '#platform/client';
import { sql } from '#platform/db';

interface Outside {
  server: Server;
  url: string;
  beats: number;
  alarms: { subject: string; text: string }[];
}

/** A heartbeat service and a chat tool, as another company runs them. */
async function outside(): Promise<Outside> {
  const seen: Outside = { server: createServer(), url: '', beats: 0, alarms: [] };
  seen.server.on('request', (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      if (request.url === '/ping/secret-token') seen.beats++;
      if (request.url === '/alarm') seen.alarms.push(JSON.parse(body) as Outside['alarms'][number]);
      response.end('ok');
    });
  });
  seen.server.listen(0, '127.0.0.1');
  await once(seen.server, 'listening');
  const address = seen.server.address();
  seen.url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  return seen;
}

describe('the watch', () => {
  let out: Outside;
  let smtp: FakeSmtp;
  let app: TestApp;
  let dataDir: string;
  before(async () => {
    out = await outside();
    smtp = await startFakeSmtp();
    dataDir = await mkdtemp(join(tmpdir(), 'ek-watch-'));
    app = await startTestApp({
      env: { SMTP_URL: smtp.url, EGRESS_ALLOW: '127.0.0.1/32', DATA_DIR: dataDir },
    });
    await app.api(operationApi.editWatch, {
      body: {
        heartbeatUrl: `${out.url}/ping/secret-token`,
        alarmUrl: `${out.url}/alarm`,
        alarmEmails: ['ops@example.com'],
      },
    });
  });
  after(async () => {
    await app[Symbol.asyncDispose]();
    await smtp.close();
    out.server.close();
    await rm(dataDir, { recursive: true });
  });

  /** A minute as the program lives it, with three looks. */
  const minute = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await app.app.modules.watch.look();
      await app.advance('20s');
    }
  };

  test('while all of it moves the heart is called once a minute, and nobody is told', async () => {
    for (let turn = 0; turn < 3; turn += 1) await minute();
    assert.equal(out.beats, 3);
    const state = await app.api(operationApi.watch);
    assert.deepEqual(
      state.checks.map(({ name, ok }) => [name, ok]),
      [
        ['ingest', true],
        ['jobs', true],
        ['paging', true],
        ['delivery', true],
      ],
    );
    assert.equal(state.heartbeat?.last?.ok, true);
    assert.deepEqual(out.alarms, []);
  });

  test('jobs that stand still: no call to the heart, and the second path within three minutes', async () => {
    const before = out.beats;
    await settlePayments(app);
    await sendEvent(app, { title: 'Payments fail', severity: 'critical' });
    // The clock moves and no job runs: the next step of the page is not fired.
    const begun = app.now();
    let told: Temporal.Instant | null = null;
    for (let turn = 0; turn < 25; turn += 1) {
      app.clock.set(app.now().add({ seconds: 20 }));
      await app.app.modules.watch.look();
      if (out.alarms.length > 0) told ??= app.now();
    }
    assert.ok(out.beats - before <= 4, 'the heart stops');
    const beats = out.beats;
    await app.app.modules.watch.look();
    assert.equal(out.beats, beats);
    assert.ok(told !== null, 'somebody was told');
    assert.ok(
      told.since(begun).total('seconds') <= 180,
      `told after ${told.since(begun).toString()}`,
    );
    assert.equal(out.alarms.length, 1, 'once, not at every look');
    assert.match(out.alarms[0]?.text ?? '', /jobs/);
    const mail = smtp.mails.find(({ to }) => to[0] === 'ops@example.com');
    assert.match(mail?.header('subject') ?? '', /evenkeel is stuck: jobs/);
    const now = await app.api(overviewApi.now);
    assert.equal(now.chain.healthy, false);
    assert.ok(now.chain.problems.some(({ text }) => /stuck at jobs/.test(text)));
    await app.settle();
    await minute();
    assert.match(out.alarms[1]?.subject ?? '', /moves again/);
    assert.ok(out.beats > beats, 'the heart beats again');
    assert.equal(
      (await app.api(operationApi.watch)).checks.every(({ ok }) => ok),
      true,
    );
  });

  test('a message that waits stops the heart too', async () => {
    const beats = out.beats;
    await sql`update notifications set state = 'queued', next_at = ${app.now().subtract({ minutes: 5 })},
      due_at = ${app.now().subtract({ minutes: 5 })}
      where id = (select id from notifications limit 1)`.execute(app.platform.db);
    await app.app.modules.watch.look();
    const checks = app.app.modules.watch.checks();
    assert.equal(checks.find(({ name }) => name === 'delivery')?.ok, false);
    assert.equal(out.beats, beats);
    await app.settle();
  });

  test('what was typed is sealed, shown by its host, audited, and tried on request', async () => {
    const stored = await sql<{ value: unknown }>`
      select value from instance_settings where name = 'watchSettings'`.execute(app.platform.db);
    assert.equal(JSON.stringify(stored.rows).includes('secret-token'), false);
    const state = await app.api(operationApi.watch);
    assert.equal(JSON.stringify(state).includes('secret-token'), false);
    assert.equal(state.heartbeat?.host, new URL(out.url).host);
    const { items } = await app.api(auditApi.list, { query: { limit: 50 } });
    const entry = items.find(({ action }) => action === 'watch.updated');
    assert.ok(entry);
    assert.equal(JSON.stringify(entry).includes('secret-token'), false);
    const { told } = await app.api(operationApi.tryWatch, { body: {} });
    assert.deepEqual(
      told.map(({ ok }) => ok),
      [true, true, true],
    );
    await app.api(operationApi.editWatch, { body: { heartbeatUrl: null } });
    assert.equal((await app.api(operationApi.watch)).heartbeat, null);
  });

  test('an internal address is refused, and only owners may set any', async () => {
    const refused = (status: number) => (error: unknown) =>
      error instanceof ApiError && error.status === status;
    const body = { heartbeatUrl: 'http://169.254.169.254/latest' };
    await assert.rejects(app.api(operationApi.editWatch, { body }), refused(422));
    const { key } = await app.api(keysApi.create, {
      body: { name: 'settings', scopes: ['settings:*'] },
    });
    const weak = app.as(key);
    await assert.rejects(weak(operationApi.editWatch, { body: {} }), refused(403));
    assert.ok(await weak(operationApi.watch));
  });

  copiesByThemselves(() => ({ app, out, dataDir }));
});

describe('the daily test page', () => {
  let smtp: FakeSmtp;
  let app: TestApp;
  before(async () => {
    smtp = await startFakeSmtp();
    app = await startTestApp({ now: '2026-11-24T04:55:00Z', env: { SMTP_URL: smtp.url } });
    await settlePayments(app);
    await app.api(oncallApi.create, {
      body: {
        slug: 'payments',
        name: 'Payments',
        timezone: 'Europe/Berlin',
        layers: [
          {
            rotation: {
              kind: 'daily',
              every: 1,
              start: '2026-11-01T09:00:00+01:00[Europe/Berlin]',
            },
            users: ['ana@example.com'],
          },
        ],
      },
    });
    await app.api(operationApi.editTestPage, {
      body: { setting: { at: '06:00', timezone: 'Europe/Berlin', schedule: 'payments' } },
      headers: { 'if-match': '*' },
    });
  });
  after(async () => {
    await app[Symbol.asyncDispose]();
    await smtp.close();
  });
  const last = async () => (await app.api(operationApi.testPage)).rehearsals[0];
  const mails = (): number =>
    smtp.mails.filter((mail) => /test/i.test(mail.header('subject') ?? '')).length;

  test('it wakes who is on call at six, and its answer is the result', async () => {
    await app.advance('4m');
    assert.equal(mails(), 0);
    await app.advance('3m');
    assert.equal(mails(), 1);
    assert.equal(smtp.mails.at(-1)?.to[0], 'ana@example.com');
    const { page } = (await last()) ?? {};
    await app.api(pagesApi.acknowledge, {
      params: { id: page ?? '' },
      body: { by: 'ana@example.com' },
    });
    await app.advance('2m');
    const result = await last();
    assert.equal(result?.state, 'answered');
    assert.equal(result?.person?.name, 'Ana');
    const now = await app.api(overviewApi.now);
    assert.equal(now.chain.lastTestPage?.person, 'Ana');
    assert.equal(
      now.chain.problems.some(({ text }) => /test page/.test(text)),
      false,
    );
  });

  test('it comes once a day; one that reaches nobody is said on Now', async () => {
    await app.advance('5m');
    assert.equal(mails(), 1, 'once a day');
    smtp.script({ recipient: () => '550 5.1.1 No such user' });
    await app.advance(Temporal.Instant.from('2026-11-25T05:30:00Z'));
    await app.advance('17m');
    const result = await last();
    assert.equal(result?.day, '2026-11-25');
    assert.equal(result?.state, 'failed');
    assert.match(result?.detail ?? '', /reached nobody/);
    const now = await app.api(overviewApi.now);
    assert.ok(now.chain.problems.some(({ text }) => /daily test page of 2026-11-25/.test(text)));
    assert.equal((await app.api(pagesApi.list, { query: { state: 'triggered' } })).items.length, 0);
  });

  test('an edit names the version it saw, and a schedule that is not there is refused', async () => {
    const { version } = await app.api(operationApi.testPage);
    const setting = { at: '07:30', timezone: 'Europe/Berlin', schedule: 'nowhere' };
    const headers = { 'if-match': `"${version}"` };
    const failed = (status: number) => (error: unknown) =>
      error instanceof ApiError && error.status === status;
    await assert.rejects(
      app.api(operationApi.editTestPage, { body: { setting }, headers }),
      failed(422),
    );
    const off = await app.api(operationApi.editTestPage, { body: { setting: null }, headers });
    assert.equal(off.setting, null);
    await assert.rejects(
      app.api(operationApi.editTestPage, { body: { setting: null }, headers }),
      failed(412),
    );
  });
});

/** Tests on the watch's installation. */
function copiesByThemselves(world: () => { app: TestApp; out: Outside; dataDir: string }): void {
  /** So long passes, and nothing else happens but the turn of copies. */
  const turn = async (minutes: number) => {
    const { app } = world();
    app.clock.set(app.now().add({ minutes }));
    const duty = app.app.modules.duties.find(({ name }) => name === 'operation.backup');
    await duty?.run(app.platform);
    await app.app.modules.settle();
    return await app.api(operationApi.backupState);
  };

  test('copies are made by themselves; a failure is told, shown, counted, and tried again', async () => {
    const { app, out, dataDir } = world();
    out.alarms.length = 0;
    const folder = join(dataDir, 'backups');
    const files = async () => (await readdir(folder)).toSorted();
    const metrics = async () => (await fetch(`${app.url}/metrics`)).text();
    const { version } = (await app.api(operationApi.backupState)).schedule;
    assert.equal(version, 0);
    const headers = { 'if-match': '"0"' };
    const daily = { kind: 'daily', at: '03:00', timezone: 'Europe/Nowhere', keep: 2 } as const;
    await assert.rejects(app.api(operationApi.editBackupPlan, { body: { plan: daily }, headers }), {
      status: 422,
    });
    const plan = { kind: 'hours', hours: 6, keep: 2 } as const;
    await app.api(operationApi.editBackupPlan, { body: { plan }, headers });
    await assert.rejects(app.api(operationApi.editBackupPlan, { body: { plan }, headers }), {
      status: 412,
    });

    const first = await turn(0);
    assert.equal(first.schedule.last?.state, 'done');
    assert.equal(first.lastBackup?.by, 'schedule');
    assert.equal(first.lastBackup?.bytes, first.schedule.last?.bytes);
    const [name = ''] = await files();
    const pieces = await Array.fromAsync(readBackup(createReadStream(join(folder, name))));
    assert.equal(pieces.at(-1)?.kind, 'end');
    assert.equal((await turn(359)).schedule.last?.startedAt, first.schedule.last?.startedAt);
    assert.match(await metrics(), /^evenkeel_backup_scheduled_ok 1$/m);

    // A file where the folder was: nothing can be written there.
    await rm(folder, { recursive: true });
    await writeFile(folder, '');
    const failed = await turn(1);
    assert.equal(failed.schedule.last?.state, 'failed');
    assert.match(failed.schedule.last?.detail ?? '', /backups/);
    assert.equal(failed.lastBackup?.at, first.lastBackup?.at);
    await turn(30);
    assert.equal(out.alarms.length, 1, 'told once');
    assert.match(out.alarms[0]?.text ?? '', /scheduled backup failed/);
    assert.match(await metrics(), /^evenkeel_backup_scheduled_ok 0$/m);
    const { chain } = await app.api(overviewApi.now);
    assert.ok(chain.problems.some(({ text }) => /The scheduled backup of .* failed/.test(text)));

    await rm(folder);
    assert.equal((await turn(29)).schedule.last?.state, 'failed');
    assert.equal((await turn(1)).schedule.last?.state, 'done');
    await turn(360);
    await turn(360);
    assert.equal((await files()).length, 2, 'two are kept');
  });

  /** Some node, gone by now, noted that it begins a copy. */
  const begun = async () => {
    const { app } = world();
    const at = app.now().toString();
    const running = {
      state: 'running',
      startedAt: at,
      aliveAt: at,
      node: 'gone',
      finishedAt: null,
    };
    await sql`update instance_settings set value = value || ${JSON.stringify(running)}::jsonb
      where name = 'scheduledBackup'`.execute(app.platform.db);
  };

  test('a copy whose process died is made again', async () => {
    const { app, out } = world();
    out.alarms.length = 0;
    const { node } = (await turn(0)).schedule.last ?? {};
    await begun();
    assert.equal((await turn(5)).schedule.last?.state, 'running');
    assert.match((await turn(1)).schedule.last?.detail ?? '', /cut off/);
    assert.match(out.alarms[0]?.text ?? '', /on gone failed: it was cut off/);
    assert.equal((await turn(30)).schedule.last?.state, 'done');
    const { items } = await app.api(auditApi.list, { query: { limit: 20 } });
    const audited = items.find(({ action }) => action === 'installation.backedUp');
    assert.equal((audited?.after as { node: string } | undefined)?.node, node);
  });

  test('a restored installation makes copies again, and alarms nobody about the one it came from', async () => {
    const { app, out } = world();
    out.alarms.length = 0;
    await begun();
    const restore = { at: app.now().add({ seconds: 30 }), madeAt: app.now(), program: '0.1.0' };
    await sql`insert into instance_settings (name, value, updated_at)
      values ('lastRestore', ${JSON.stringify(restore)}::jsonb, ${app.now()})`.execute(
      app.platform.db,
    );
    const { last } = (await turn(1)).schedule;
    assert.deepEqual([last?.state, last?.file], ['failed', null]);
    assert.match(last?.detail ?? '', /restored/);
    assert.equal((await turn(30)).schedule.last?.state, 'done');
    assert.deepEqual(out.alarms, []);
  });

  test('none for long is said on Now', async () => {
    const { app } = world();
    app.clock.set(app.now().add({ hours: 13 }));
    const late = (await app.api(overviewApi.now)).chain.problems;
    assert.ok(late.some(({ text }) => text === 'The scheduled backup is 7 hours late.'));
    const off = { 'if-match': '*' };
    const none = await app.api(operationApi.editBackupPlan, { body: { plan: null }, headers: off });
    assert.equal(none.schedule.nextAt, null);
  });

  test('a duty whose last job was lost comes back without a start, and waits once', async () => {
    const { app } = world();
    const { db } = app.platform;
    const waiting = async (): Promise<string[]> => {
      const { rows } = await sql<{ duty: string }>`
        select data->>'duty' as duty from pgboss.job
        where name = ${dutyQueueName} and state = 'created'`.execute(db);
      return rows.map(({ duty }) => duty).sort();
    };
    const lost = 'operation.backup';
    const before = await waiting();
    assert.ok(before.includes(lost));
    await sql`delete from pgboss.job
      where name = ${dutyQueueName} and data->>'duty' = ${lost}`.execute(db);
    const leave = keepDuties(app.platform, app.app.modules.duties, 5);
    await until('it to come back', async () => (await waiting()).includes(lost));
    leave();
    assert.deepEqual(await waiting(), before);
  });
}
