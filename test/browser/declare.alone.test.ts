/** The first minute of an incident, with two people at two machines and no mouse. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, Page } from 'playwright-core';

import { type Browsed, startBrowsed } from '#harness/browser-program';
import { listenForTrouble, openWindow, signIn } from '#harness/page';
import type { Program } from '#harness/program';

let program: Program;
let browser: Browser;
let browsed: Browsed;

before(async () => {
  browsed = await startBrowsed();
  ({ program, browser } = browsed);
});

after(() => browsed?.[Symbol.asyncDispose]());

/** Milliseconds until a text stands on a page. */
async function appears(page: Page, text: string): Promise<number> {
  const begun = performance.now();
  await page.getByText(text).first().waitFor({ timeout: 10_000 });
  return performance.now() - begun;
}

test('by keys alone: declare, write, mitigate, verify, resolve; another browser sees each within a second', async () => {
  const mine = await openWindow(browser);
  const theirs = await openWindow(browser, { scheme: 'dark', width: 390, height: 844 });
  const page = await mine.newPage();
  const other = await theirs.newPage();
  const trouble = [listenForTrouble(page), listenForTrouble(other)];
  await signIn(page, program.url);
  await signIn(other, program.url);
  await page.getByText('Live', { exact: true }).waitFor();

  await page.keyboard.press('c');
  await page.getByLabel('What is wrong?').waitFor();
  await page.keyboard.type('Card payments fail');
  await page.keyboard.press('Alt+1');
  const seen = appears(other, 'Card payments fail');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/incidents\/INC-\d+$/);
  await page.getByRole('heading', { name: 'Card payments fail' }).waitFor();
  assert.ok((await seen) < 3000, 'the strip of the other browser shows it');

  await other.getByRole('link', { name: 'Join' }).first().click();
  await other.waitForURL(/\/incidents\/INC-\d+/);
  await other.getByText('Declared as SEV1').waitFor();

  const say = async (key: string, text: string): Promise<void> => {
    await page.keyboard.press(key);
    await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    const ms = await appears(other, text);
    assert.ok(ms < 1000, `"${text}" took ${Math.round(ms)} ms`);
    await page.keyboard.press('Escape');
  };
  await say('s', '12 of 100 payments answer 5xx');
  await say('h', 'the release of 02:00 cut the pool');
  await say('t', 'rolled back to 4.18.1');
  await say('v', 'errors fall to 0.2 of 100');
  await say('d', 'stay on 4.18.1 until the pool is fixed');

  const step = async (button: string, how: string): Promise<void> => {
    await page.getByRole('button', { name: button, exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByRole('dialog').getByRole('textbox').focus();
    await page.keyboard.type(how);
    await page
      .getByRole('dialog')
      .getByRole('button', { name: button, exact: true })
      .press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  };
  await step('Harm has stopped', 'rolled back');
  await step('It is verified', 'orders against the ledger, none missing');
  await page.getByRole('button', { name: 'Resolve', exact: true }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  // The dialog takes the focus when it opens: the key goes to the button, wherever that happens.
  await page
    .getByRole('dialog')
    .getByRole('button', { name: 'Resolve', exact: true })
    .press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Read the draft' }).waitFor();
  await page.getByRole('link', { name: 'Read the draft' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('rolled back to 4.18.1').first().waitFor();
  for (const one of trouble) one.check();
  await mine.close();
  await theirs.close();
});

test('what was written without contact is kept, marked, and sent once', async () => {
  const window = await openWindow(browser);
  const page = await window.newPage();
  await signIn(page, program.url);
  await page.keyboard.press('c');
  await page.getByLabel('What is wrong?').waitFor();
  await page.keyboard.type('Search answers nothing');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/incidents\/INC-\d+$/);
  await page.getByText('Declared as SEV2').waitFor();
  await window.setOffline(true);
  await page.keyboard.press('s');
  await page.keyboard.type('no result for any word');
  await page.keyboard.press('Enter');
  await page.getByText('Not sent yet, kept here').waitFor();
  await window.setOffline(false);
  await page.reload();
  await page.getByText('Not sent yet, kept here').waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('Not sent yet, kept here').waitFor({ state: 'detached' });
  assert.equal(await page.getByText('no result for any word').count(), 1);
  await window.close();
});
