// The promise of the next update: the owner is reminded, then it gets louder, and an update ends it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { startFakeSmtp } from '#harness/fake-smtp';
import { incidentsApi } from '#incidents/contract';
import { putPerson } from '#people';
import { inTransaction } from '#platform/context';
import { updatesApi } from '#updates/contract';

test('an overdue update reminds its owner, then the lead, then pages; publishing stops it', async () => {
  const smtp = await startFakeSmtp();
  try {
    await using app = await startTestApp({
      now: '2026-11-24T02:11:00Z',
      env: { SMTP_URL: smtp.url, MAIL_FROM: 'evenkeel@example.com' },
    });
    await inTransaction(app.ctx(), async (tx) => {
      for (const name of ['ana', 'hana']) {
        await putPerson(tx, {
          email: `${name}@example.com`,
          name,
          role: 'responder',
          timezone: 'Europe/Berlin',
          contactMethods: [{ kind: 'email', address: `${name}@example.com` }],
        });
      }
    });
    const { id } = await app.api(incidentsApi.declare, {
      body: { title: 'Card payments fail', severity: 'sev1', by: 'ana@example.com' },
    });
    const params = { id };
    await app.api(incidentsApi.role, {
      params,
      body: { role: 'communications', person: 'hana@example.com' },
    });
    const told = () => smtp.mails.map((mail) => mail.to[0]);

    await app.advance('4m');
    assert.deepEqual(told(), []);
    await app.advance('2m');
    assert.deepEqual(told(), ['hana@example.com'], 'its owner, five minutes before');
    assert.match(smtp.mails[0]?.parsed.text ?? '', /INC-1/);
    assert.match(smtp.mails[0]?.parsed.text ?? '', /03:21/, 'in the zone of the reader');
    await app.advance('5m');
    assert.deepEqual(told(), ['hana@example.com', 'hana@example.com'], 'when it is due');
    await app.advance('5m');
    assert.deepEqual(told().slice(2), ['ana@example.com'], 'the commander, five minutes late');
    await app.advance('5m');
    assert.deepEqual(
      told().slice(3),
      ['olga@example.com'],
      'who answers for it all, ten minutes late',
    );

    const log = await app.api(incidentsApi.timeline, { params, query: { order: 'oldest' } });
    assert.deepEqual(
      log.items.flatMap(({ event }) => (event?.startsWith('update.') ? [event] : [])),
      ['update.reminded', 'update.overdue', 'update.overdue', 'update.overdue'],
    );
    await app.api(updatesApi.publish, {
      params,
      body: {
        status: 'investigating',
        impact: 'Some card payments fail.',
        action: 'We look for the cause.',
        nextUpdateAt: '2026-11-24T03:00:00Z',
      },
    });
    const before = smtp.mails.length;
    await app.advance('15m');
    assert.equal(smtp.mails.length, before, 'nothing more about a promise that was kept');
    await app.advance('9m');
    assert.deepEqual(told().slice(before), ['hana@example.com'], 'the new promise is chased anew');
    await app.api(incidentsApi.resolve, { params, body: { how: 'the ledger equals the gateway' } });
    await app.advance('20m');
    assert.equal(smtp.mails.length, before + 1, 'and a resolved incident promises nothing');
    const incident = await app.api(incidentsApi.get, { params });
    assert.deepEqual(
      [incident.updates.sent, incident.updates.onTime],
      [1, 0],
      'the miss is on record',
    );
  } finally {
    await smtp.close();
  }
});
