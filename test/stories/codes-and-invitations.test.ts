// A new way to be reached proves itself with a code, an invited person gets a link: both by mail, and
// neither lies in the database in the clear.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestApp } from '#harness/app';
import { startFakeSmtp } from '#harness/fake-smtp';
import { meApi, peopleApi } from '#people/contract';

test('codes and invitations arrive, and only in the mail', async (t) => {
  const smtp = await startFakeSmtp();
  t.after(() => smtp.close());
  await using app = await startTestApp({ env: { SMTP_URL: smtp.url } });
  const inDatabase = async (): Promise<string> =>
    JSON.stringify([
      await app.platform.db.selectFrom('notifications').selectAll().execute(),
      await app.platform.db.selectFrom('contactMethods').selectAll().execute(),
    ]);

  const { method } = await app.api(meApi.addMethod, {
    body: { kind: 'email', address: 'olga.private@example.com' },
  });
  assert.equal(method.verifiedAt, null);
  await app.settle();
  const mail = smtp.mails.find((one) => one.to[0] === 'olga.private@example.com');
  const code = /\b\d{6}\b/.exec(mail?.parsed.text ?? '')?.[0];
  assert.ok(code, mail?.raw ?? 'no mail');
  assert.ok(!(await inDatabase()).includes(code));
  const confirmed = await app.api(meApi.confirmMethod, {
    params: { id: method.id },
    body: { code },
  });
  assert.ok(confirmed.verifiedAt);

  const made = await app.api(peopleApi.create, {
    body: { email: 'ana@example.com', name: 'Ana', invite: true },
  });
  await app.settle();
  const invitation = smtp.mails.find((one) => one.to[0] === 'ana@example.com');
  const link = /^http:\/\/evenkeel\.test\S+$/m.exec(invitation?.parsed.text ?? '')?.[0];
  assert.ok(link, invitation?.raw ?? JSON.stringify(made));
  const secret = link.split(/[/=#]/).at(-1) ?? '';
  assert.ok(secret.length >= 20 && !(await inDatabase()).includes(secret));
});
