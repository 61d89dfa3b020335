/** Signing in with more than a password, in a real browser with a virtual authenticator. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { Secret, TOTP } from 'otpauth';
import type { Browser, BrowserContext, Page } from 'playwright-core';

import { type Browsed, startBrowsed } from '#harness/browser-program';
import { axeProblems, listenForTrouble, openWindow, signIn } from '#harness/page';
import { firstOwner, freePort } from '#harness/program';

let browser: Browser;
let browsed: Browsed;
let url: string;

before(async () => {
  const port = await freePort();
  // Browsers give passkeys to a name, not to an address.
  url = `http://localhost:${port}`;
  browsed = await startBrowsed({ port, env: { PUBLIC_URL: url } });
  ({ browser } = browsed);
});

after(() => browsed?.[Symbol.asyncDispose]());

/** An authenticator that confirms everything by itself. */
async function withAuthenticator(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

const dialog = (page: Page) => page.getByRole('dialog');

async function signOut(page: Page): Promise<void> {
  await page.goto(`${url}/settings/me`);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

test('a key gets the scopes and the end that were chosen; the audit log is filtered and taken out; the secret ring is told', async () => {
  const context = await openWindow(browser);
  const page = await context.newPage();
  const trouble = listenForTrouble(page);
  await signIn(page, url);
  await page.goto(`${url}/settings/keys`);
  await page.getByRole('button', { name: 'Make a key' }).click();
  await dialog(page).getByLabel('Name').fill('deploys');
  await dialog(page).getByLabel('It may').selectOption({ label: 'what I choose' });
  await dialog(page).getByRole('checkbox', { name: 'write changes' }).check();
  assert.deepEqual(await axeProblems(page), []);
  await dialog(page).getByRole('button', { name: 'Make the key' }).click();
  await dialog(page)
    .getByText(/^ek_api_/)
    .waitFor();
  await dialog(page).getByRole('button', { name: 'Done' }).click();
  const row = page.getByRole('row', { name: /deploys/ });
  await row.getByText('changes:write').waitFor();
  assert.match(await row.innerText(), /20\d\d/);

  await page.goto(`${url}/settings/audit`);
  await page.getByLabel('What', { exact: true }).fill('key');
  await page.getByRole('button', { name: 'Show' }).click();
  await page.waitForURL(/action=key/);
  await page.getByText('key.created').first().waitFor();
  await page.getByText('session.opened').waitFor({ state: 'detached' });
  assert.deepEqual(await axeProblems(page), []);
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'As CSV' }).click(),
  ]);
  assert.match(file.suggestedFilename(), /^audit-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await file.path(), 'utf8');
  assert.match(text, /"key\.created"/);
  assert.doesNotMatch(text, /"session\.opened"/);
  await page.goto(`${url}/settings/operation`);
  await page.getByText('Everything is sealed with k1.').waitFor();
  trouble.check();
  await context.close();
});

test('code, recovery codes and passkey are set up and used; a change without a proof asks first', async () => {
  const context = await openWindow(browser);
  const page = await context.newPage();
  const trouble = listenForTrouble(page);
  await withAuthenticator(context, page);
  await signIn(page, url);

  await page.goto(`${url}/settings/me`);
  await page.getByRole('button', { name: 'Set it up' }).click();
  const secret = await dialog(page)
    .getByText(/^[A-Z2-7]{32}$/)
    .innerText();
  const codeAt = (seconds: number): string =>
    TOTP.generate({
      secret: Secret.fromBase32(secret),
      timestamp: Temporal.Now.instant().epochMilliseconds + seconds * 1000,
    });
  assert.deepEqual(await axeProblems(page), []);
  await dialog(page).getByLabel('Code that the app shows').fill(codeAt(0));
  await dialog(page).getByRole('button', { name: 'Turn on' }).click();
  await page.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
  const recovery = await dialog(page).getByRole('listitem').allInnerTexts();
  assert.equal(recovery.length, 10);
  await dialog(page).getByRole('button', { name: 'Done' }).click();
  await page.getByText('10 recovery codes are left.').waitFor();

  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await dialog(page).getByLabel('Name').fill('Laptop');
  await dialog(page).getByRole('button', { name: 'Make the passkey' }).click();
  await page.getByRole('button', { name: 'Remove the passkey Laptop' }).waitFor();
  assert.deepEqual(await axeProblems(page), []);

  await signOut(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await page.getByText(/passkey, .*, this browser/).waitFor();

  await signOut(page);
  await page.getByLabel('E-mail address').fill(firstOwner.EVENKEEL_ADMIN_EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(firstOwner.EVENKEEL_ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  // From here on answers are refused on purpose, which the browser complains about.
  trouble.check();
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('The code is wrong, or was used before.').waitFor();
  assert.deepEqual(await axeProblems(page), []);
  await page.getByLabel('Code', { exact: true }).fill(recovery[0] ?? '');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText('9 recovery codes are left.').waitFor();

  // A session from a link on a screen has proven nothing yet.
  const { link } = await page.evaluate(async () => {
    const answer = await fetch('/v1/session/phone-links', { method: 'POST' });
    return (await answer.json()) as { link: string };
  });
  const phone = await openWindow(browser, { width: 390, height: 844, scheme: 'dark' });
  const other = await phone.newPage();
  await other.goto(link);
  const entered = other.waitForResponse((answer) => answer.url().endsWith('/v1/session/phone'));
  await other.getByRole('button').first().click();
  assert.equal((await entered).status(), 201);
  await other.goto(`${url}/settings/me`);
  await other.getByRole('button', { name: 'New recovery codes' }).click();
  await other.getByRole('heading', { name: 'Is it you?' }).waitFor();
  assert.deepEqual(await axeProblems(other), []);
  await dialog(other).getByLabel('Password').fill(firstOwner.EVENKEEL_ADMIN_PASSWORD);
  await dialog(other).getByLabel('Code').fill(codeAt(30));
  await dialog(other).getByRole('button', { name: 'Go on' }).click();
  await other.getByRole('heading', { name: 'Keep these recovery codes' }).waitFor();
  await other.goto(`${url}/settings/sign-in`);
  await other.getByText('Connect your identity provider by OpenID Connect.').waitFor();
  assert.deepEqual(await axeProblems(other), []);

  await phone.close();
  await context.close();
});
