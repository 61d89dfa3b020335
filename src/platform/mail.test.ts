import assert from 'node:assert/strict';
import { createServer, type AddressInfo } from 'node:net';
import { after, afterEach, before, describe, test } from 'node:test';

import { makeCertificate } from '#harness/certificate';
import { startFakeSmtp, type FakeSmtp, type ReceivedMail } from '#harness/fake-smtp';

import { createMail, type Mail, type MailMessage, type MailResult } from './mail.ts';
import { parseSmtpUrl } from './smtp-url.ts';

const message: MailMessage = {
  from: 'Evenkeel <alerts@ops.example>',
  to: ['ana@example.com'],
  subject: 'Checkout is slow',
  text: 'Line one\n\nhttp://127.0.0.1:7077/a/abcdef\n',
  html: '<p>Line one</p>',
  messageId: '<ntf_1@ops.example>',
  date: Temporal.Instant.from('2026-11-16T08:00:00Z'),
  headers: { 'Auto-Submitted': 'auto-generated' },
};

const failureOf = (
  result: MailResult | undefined,
): Extract<MailResult, { ok: false }>['failure'] => {
  assert.ok(result && !result.ok, JSON.stringify(result));
  return result.failure;
};

describe('mail over a real SMTP server', () => {
  let smtp: FakeSmtp;
  let mail: Mail;
  before(async () => {
    smtp = await startFakeSmtp();
    mail = createMail();
  });
  afterEach(() => smtp.script({}));
  after(async () => {
    mail.close();
    await smtp.close();
  });

  const send = (more: Partial<MailMessage> = {}, timeoutMs = 3_000): Promise<MailResult[]> =>
    mail.send({ server: smtp.url, message: { ...message, ...more }, timeoutMs });

  test('is received as composed', async () => {
    const [result] = await send();
    assert.ok(result?.ok);
    assert.match(result.response, /queued as FAKE\d+/);
    const got = smtp.mails.at(-1) as ReceivedMail;
    assert.equal(got.from, 'alerts@ops.example');
    assert.deepEqual(got.to, ['ana@example.com']);
    assert.equal(got.parsed.subject, 'Checkout is slow');
    assert.equal(got.parsed.messageId, '<ntf_1@ops.example>');
    assert.equal(got.header('date'), 'Mon, 16 Nov 2026 08:00:00 +0000', 'as RFC 5322 writes it');
    assert.equal(got.parsed.date, '2026-11-16T08:00:00.000Z');
    assert.equal(got.header('auto-submitted'), 'auto-generated');
    assert.equal(got.link, 'http://127.0.0.1:7077/a/abcdef');
    assert.match(got.raw, /multipart\/alternative/);
    assert.match(got.parsed.html ?? '', /Line one/);
  });

  test('keeps long lines, dots and non-ASCII whole', async () => {
    const text = `.leading dot\n${'x'.repeat(300)} é 🔥\nhttps://${'h'.repeat(120)}.example/a/${'t'.repeat(80)}\n`;
    await send({ subject: 'Zahlung – größer als 3 €', text });
    const got = smtp.mails.at(-1) as ReceivedMail;
    assert.equal(got.parsed.subject, 'Zahlung – größer als 3 €');
    assert.equal(got.parsed.text?.trimEnd(), text.trimEnd());
    assert.ok(got.link?.endsWith('t'.repeat(80)));
  });

  test('X74 a line break in subject or header makes no header', async () => {
    await send({ subject: 'a\r\nBcc: eve@example.com', headers: { 'X-A': 'b\r\nX-Evil: 1' } });
    const got = smtp.mails.at(-1) as ReceivedMail;
    assert.deepEqual(got.to, ['ana@example.com']);
    assert.equal(got.header('bcc'), undefined);
    assert.equal(got.header('x-evil'), undefined);
  });

  test('X87 an address with quotes or brackets cannot name another mailbox', async () => {
    for (const to of [
      '"a@x"@y>, <eve@example.com',
      'ana@example.com\r\nRCPT TO:<eve@example.com>',
    ]) {
      const before = smtp.mails.length;
      const results = await send({ to: [to] });
      assert.ok(!results[0]?.ok);
      assert.equal(smtp.mails.length, before);
    }
  });

  test('uses one connection for several messages and survives its loss', async () => {
    await send();
    const opened = smtp.connections();
    for (let i = 0; i < 5; i++) assert.ok((await send())[0]?.ok);
    assert.equal(smtp.connections(), opened);
    smtp.script({ sender: 'reset' });
    // The kept connection dies at MAIL FROM, before anything left: a new one is tried, once.
    const failure = failureOf((await send())[0]);
    assert.deepEqual([failure.kind, failure.sent], ['network', false]);
    assert.equal(smtp.connections(), opened + 1);
    smtp.script({});
    assert.ok((await send())[0]?.ok);
  });

  test('opens at most eight connections in a storm and loses nothing', async () => {
    const own = await startFakeSmtp();
    const jobs = Array.from({ length: 60 }, (_, i) =>
      mail.send({ server: own.url, message: { ...message, messageId: `<n${i}@x.example>` } }),
    );
    const results = (await Promise.all(jobs)).flat();
    assert.ok(results.every((result) => result.ok));
    assert.equal(new Set(own.mails.map((got) => got.parsed.messageId)).size, 60);
    assert.ok(own.connections() <= 8, String(own.connections()));
    await own.close();
  });

  test('gives each recipient its own result', async () => {
    smtp.script({
      recipient: (address) =>
        ({
          'gone@example.com': '550 5.1.1 No such user',
          'busy@example.com': '450 4.2.1 Try later',
        })[address],
    });
    const results = await send({ to: ['gone@example.com', 'ana@example.com', 'busy@example.com'] });
    assert.deepEqual(
      results.map((result) => [result.address, result.ok]),
      [
        ['gone@example.com', false],
        ['ana@example.com', true],
        ['busy@example.com', false],
      ],
    );
    const gone = failureOf(results[0]);
    assert.deepEqual(
      [gone.kind, gone.stage, gone.code, gone.enhanced],
      ['refused', 'recipient', 550, '5.1.1'],
    );
    assert.equal(failureOf(results[2]).code, 450);
    assert.deepEqual(smtp.mails.at(-1)?.to, ['ana@example.com']);
    // All refused: still one result each.
    const all = await send({ to: ['gone@example.com', 'busy@example.com'] });
    assert.deepEqual(
      all.map((result) => failureOf(result).code),
      [550, 450],
    );
  });

  test('says where the server refused', async () => {
    const cases: [Parameters<FakeSmtp['script']>[0], string, number][] = [
      [{ connect: '421 4.3.2 Too busy' }, 'connect', 421],
      [{ sender: '550 5.7.1 Sender not allowed' }, 'sender', 550],
      [{ recipient: () => '421 4.3.2 Closing' }, 'connect', 421],
      [{ data: '451 4.3.0 Try again' }, 'data', 451],
      [{ data: '554 5.7.1 Looks like spam' }, 'data', 554],
    ];
    for (const [script, stage, code] of cases) {
      const fresh = createMail();
      smtp.script(script);
      const [result] = await fresh.send({ server: smtp.url, message, timeoutMs: 2_000 });
      const failure = failureOf(result);
      assert.deepEqual(
        [failure.kind, failure.stage, failure.code, failure.sent],
        ['refused', stage, code, false],
      );
      fresh.close();
    }
  });

  test('a connection lost before DATA was not sent, one lost after it may have been', async () => {
    smtp.script({ recipient: () => 'reset' });
    const early = failureOf((await send())[0]);
    assert.deepEqual([early.kind, early.sent], ['network', false]);
    smtp.script({ data: 'reset' });
    const late = failureOf((await send({ messageId: '<lost@x.example>' }))[0]);
    assert.deepEqual([late.kind, late.sent, late.stage], ['network', true, 'data']);
    assert.equal(smtp.lost.at(-1)?.parsed.messageId, '<lost@x.example>');
  });

  test('time limits, before and after the message left', async () => {
    smtp.script({ sender: 'hang' });
    const early = failureOf((await send({}, 150))[0]);
    assert.deepEqual([early.kind, early.sent], ['timeout', false]);
    smtp.script({ data: 'hang' });
    const late = failureOf((await send({}, 150))[0]);
    assert.deepEqual([late.kind, late.sent], ['timeout', true]);
  });

  test('abort ends it', async () => {
    smtp.script({ sender: 'hang' });
    const controller = new AbortController();
    const running = mail.send({ server: smtp.url, message, signal: controller.signal });
    setTimeout(() => controller.abort(), 30);
    assert.equal(failureOf((await running)[0]).kind, 'aborted');
    const dead = await mail.send({ server: smtp.url, message, signal: AbortSignal.abort() });
    assert.deepEqual([failureOf(dead[0]).kind, failureOf(dead[0]).sent], ['aborted', false]);
  });

  test('a closed port and an unreadable SMTP_URL are told apart', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));
    const refused = failureOf(
      (await mail.send({ server: `smtp://127.0.0.1:${port}`, message }))[0],
    );
    assert.deepEqual([refused.kind, refused.stage, refused.sent], ['network', 'connect', false]);
    const broken = failureOf((await mail.send({ server: 'smtp//ana:hunter2@x', message }))[0]);
    assert.equal(broken.kind, 'config');
    assert.ok(!broken.text.includes('hunter2'));
  });
});

describe('mail: log-in and TLS', () => {
  const login = { user: 'ana', password: 'p@ss/word' };
  const credentials = `${login.user}:${encodeURIComponent(login.password)}`;

  test('logs in, and a wrong password is a refused log-in that shows no password', async () => {
    const smtp = await startFakeSmtp({ login });
    const mail = createMail();
    const url = (auth: string): string => `smtp://${auth}@127.0.0.1:${smtp.port}`;
    assert.ok((await mail.send({ server: url(credentials), message }))[0]?.ok);
    assert.equal(smtp.mails[0]?.user, 'ana');
    const failure = failureOf((await mail.send({ server: url('ana:wrong-secret'), message }))[0]);
    assert.deepEqual([failure.stage, failure.code, failure.kind], ['auth', 535, 'refused']);
    assert.ok(!JSON.stringify(failure).includes('wrong-secret'));
    mail.close();
    await smtp.close();
  });

  test('STARTTLS is used when offered, verified, and never given up when required', async (t) => {
    const tls = makeCertificate();
    const secure = await startFakeSmtp({ tls });
    const plain = await startFakeSmtp();
    const knowing = createMail({ ca: tls.cert });
    const unknowing = createMail();
    t.after(async () => {
      knowing.close();
      unknowing.close();
      await Promise.all([secure.close(), plain.close()]);
    });

    assert.ok((await knowing.send({ server: secure.url, message }))[0]?.ok);
    assert.equal(secure.mails[0]?.secure, true);

    const stranger = failureOf((await unknowing.send({ server: secure.url, message }))[0]);
    assert.deepEqual([stranger.stage, stranger.sent], ['tls', false]);

    const stripped = failureOf(
      (await knowing.send({ server: `${plain.url}?tls=required`, message }))[0],
    );
    assert.deepEqual([stripped.stage, stripped.kind, stripped.sent], ['tls', 'refused', false]);
    assert.equal(plain.mails.length, 0);

    assert.ok((await unknowing.send({ server: `${secure.url}?tls=never`, message }))[0]?.ok);
    assert.equal(secure.mails.at(-1)?.secure, false);
  });
});

test('reads SMTP_URL', () => {
  assert.deepEqual(parseSmtpUrl('smtp://mail.example.com'), {
    host: 'mail.example.com',
    port: 587,
    secure: false,
    tls: 'offered',
    credentials: null,
  });
  assert.equal(parseSmtpUrl('smtps://mail.example.com').port, 465);
  assert.equal(parseSmtpUrl('smtp://[::1]:2525').host, '::1');
  assert.deepEqual(parseSmtpUrl('smtp://a%40b:p%2Fw@h:25').credentials, {
    user: 'a@b',
    password: 'p/w',
  });
  assert.equal(parseSmtpUrl('smtp://u:p@mail.example.com').tls, 'required');
  assert.equal(parseSmtpUrl('smtp://u:p@mail.example.com?tls=never').tls, 'never');
  assert.equal(parseSmtpUrl('smtp://u:p@127.0.0.1').tls, 'offered');
  for (const bad of [
    '',
    'mail.example.com',
    'http://mail.example.com',
    'smtp://',
    'smtp://h?tls=maybe',
  ]) {
    assert.throws(() => parseSmtpUrl(bad), /SMTP_URL/, bad);
  }
});
