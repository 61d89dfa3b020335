import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleMessage, sendInput } from '#harness/channel-rig';
import { startFakeSmtp } from '#harness/fake-smtp';
import type { MailFailure } from '#platform/mail';

import { email, outcomeOfMail } from './email.ts';

test('a page arrives as a thread of its alert, marked as automatic', async (t) => {
  const smtp = await startFakeSmtp();
  const ends = {
    settings: { smtpUrl: smtp.url, from: 'Evenkeel <pages@ops.example>' },
    target: { address: 'ana@example.com' },
  };
  const input = sendInput(ends);
  t.after(async () => {
    input.close();
    await smtp.close();
  });
  const first = await email.send(input);
  assert.deepEqual(first, { kind: 'accepted', providerId: 'FAKE1' });
  await email.send(input);
  await email.send({ ...input, idempotencyKey: 'ntf_02k' });
  const [one, repeat, other] = smtp.mails;
  assert.ok(one && repeat && other);
  assert.deepEqual(one.to, ['ana@example.com']);
  assert.equal(one.from, 'pages@ops.example');
  assert.equal(one.parsed.messageId, '<ntf_01k@ops.example>');
  assert.equal(repeat.parsed.messageId, one.parsed.messageId, 'the same on a repeat');
  assert.notEqual(other.parsed.messageId, one.parsed.messageId);
  for (const mail of [one, other]) {
    assert.equal(mail.parsed.references, '<alert-alt_01k@ops.example>');
    assert.equal(mail.parsed.inReplyTo, '<alert-alt_01k@ops.example>');
    assert.equal(mail.header('auto-submitted'), 'auto-generated');
    assert.equal(mail.header('x-auto-response-suppress'), 'All');
    assert.equal(mail.parsed.subject, 'Checkout answers slowly');
  }
  assert.equal(one.link, 'http://127.0.0.1:7077/a/tok');
  assert.match(one.header('content-type') ?? '', /^multipart\/alternative/);
  assert.match(one.parsed.html ?? '', /Critical/);
});

test('a message without thread or HTML is a plain mail', async (t) => {
  const smtp = await startFakeSmtp();
  const ends = {
    settings: { smtpUrl: smtp.url, from: 'a@b.example' },
    target: { address: 'c@d.example' },
  };
  const input = sendInput(ends, { message: sampleMessage({ thread: null, html: null }) });
  t.after(async () => {
    input.close();
    await smtp.close();
  });
  await email.send(input);
  const mail = smtp.mails[0];
  assert.equal(mail?.parsed.references, undefined);
  assert.match(mail?.header('content-type') ?? '', /^text\/plain/);
});

test('SMTP answers mean: again, a dead address, our configuration, or nobody knows', () => {
  const failure = (change: Partial<MailFailure>): MailFailure => ({
    kind: 'refused',
    stage: 'recipient',
    code: 550,
    enhanced: null,
    sent: false,
    text: 'said so',
    ...change,
  });
  const cases: [Partial<MailFailure>, string][] = [
    [{ code: 550, enhanced: '5.1.1' }, 'deadTarget'],
    [{ code: 553 }, 'deadTarget'],
    [{ code: 550, enhanced: '5.7.1' }, 'deadConfig'],
    [{ code: 552, enhanced: '5.2.2' }, 'retry'],
    [{ code: 450 }, 'retry'],
    [{ code: 421, stage: 'connect' }, 'retry'],
    [{ code: 503, stage: 'sender' }, 'retry'],
    [{ code: 535, stage: 'auth' }, 'deadConfig'],
    [{ code: 454, stage: 'auth' }, 'retry'],
    [{ code: 530, stage: 'sender' }, 'deadConfig'],
    [{ code: 550, stage: 'sender' }, 'deadConfig'],
    [{ code: 502, stage: 'tls' }, 'deadConfig'],
    [{ code: 554, stage: 'data', enhanced: '5.7.1' }, 'deadConfig'],
    [{ code: 550, stage: 'data', enhanced: '5.1.1' }, 'deadTarget'],
    [{ code: 451, stage: 'data' }, 'retry'],
    [{ kind: 'network', code: null, stage: 'connect' }, 'retry'],
    [{ kind: 'timeout', code: null, stage: 'sender' }, 'retry'],
    [{ kind: 'timeout', code: null, stage: 'data', sent: true }, 'unknown'],
    [{ kind: 'network', code: null, stage: 'data', sent: true }, 'unknown'],
    [{ kind: 'config', code: null, stage: 'connect' }, 'deadConfig'],
  ];
  for (const [change, kind] of cases) {
    assert.equal(outcomeOfMail(failure(change)).kind, kind, JSON.stringify(change));
  }
});
