/**
 * Every screen, filled by the demo and empty, in both themes, on a desktop and at 320 px: nothing for
 * axe to find, nothing beside the window, no more JavaScript than promised, no complaint on the console.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { launchBrowser } from '#harness/browser';
import {
  axeProblems,
  listenForTrouble,
  openWindow,
  overflow,
  signIn,
  weighScripts,
} from '#harness/page';
import { firstOwner, type Program, startProgram } from '#harness/program';

let program: Program;
let browser: Browser;
let folder: string;
let demo: string;
const refs = { incident: '', alert: '', postmortem: '' };

const bearer = { authorization: `Bearer ${firstOwner.EVENKEEL_API_KEY}` };

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evenkeel-screens-'));
  program = await startProgram({ dataDir: folder, env: { ...firstOwner }, timeoutMs: 120_000 });
  const made = await fetch(`${program.url}/v1/demo`, { method: 'POST', headers: bearer });
  assert.equal(made.status, 201);
  demo = ((await made.json()) as { organisation: string }).organisation;
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await program?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A call of the API as the page's own session. */
function call(page: Page, method: string, path: string, body?: object): Promise<unknown> {
  return page.evaluate(
    async ([how, where, what]) => {
      const answer = await fetch(where as string, {
        method: how as string,
        ...(what !== undefined && {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(what),
        }),
      });
      return answer.json();
    },
    [method, path, body] as const,
  );
}

async function lookAtDemo(page: Page): Promise<void> {
  await call(page, 'PATCH', '/v1/session', { organisation: demo });
  const list = async (path: string) =>
    ((await call(page, 'GET', path)) as { items: { ref?: string; incident?: { ref: string } }[] })
      .items[0];
  refs.incident = (await list('/v1/incidents?state=open'))?.ref ?? '';
  refs.alert = (await list('/v1/alerts?state=firing'))?.ref ?? '';
  refs.postmortem = (await list('/v1/postmortems'))?.incident?.ref ?? '';
}

/** Addresses and what shows that the screen is there. */
function screens(): [path: string, sign: RegExp][] {
  return [
    ['/', /On call/],
    ['/alerts', /^Unowned$/],
    [`/alerts/${refs.alert}`, /Who is told, and when/],
    ['/incidents', /Incidents/],
    [`/incidents/${refs.incident}`, /Timeline/],
    ['/on-call', /Escalation policies/],
    ['/schedules/data', /30 days from now/],
    ['/policies/payments', /Who gets paged/],
    ['/services', /Services/],
    ['/services/checkout', /What changed/],
    ['/learn', /Postmortems/],
    [`/postmortems/${refs.postmortem}`, /Contributing factors/],
    ['/status-pages', /Status pages/],
    ['/integrations', /Ways in/],
    ['/settings/me', /Ways to reach you/],
    ['/settings/people', /Add a person/],
    ['/settings/teams', /Teams/],
    ['/settings/keys', /API keys/],
    ['/settings/webhooks', /No other program is told/],
    ['/settings/audit', /Audit/],
    ['/settings/organisation', /Config file/],
    ['/welcome?step=phone', /Scan with the camera/],
    ['/components', /Escalation ladder/],
  ];
}

async function visit(page: Page, path: string, sign: RegExp): Promise<void> {
  await page.goto(program.url + path);
  // The rail's words are hidden where there is no room for them.
  await page.getByText(sign).filter({ visible: true }).first().waitFor({ timeout: 20_000 });
  // What is still loading would be judged unfinished.
  // The page of the components shows a screen that loads for ever.
  if (path !== '/components') {
    const loading = page.locator('[aria-label="Loading"], [aria-busy="true"]');
    await loading.first().waitFor({ state: 'detached', timeout: 10_000 });
  }
  await page.waitForTimeout(150);
  await page.evaluate('document.fonts.ready');
}

async function judge(
  window: BrowserContext,
  which: readonly [string, RegExp][],
): Promise<string[]> {
  const problems: string[] = [];
  const page = await window.newPage();
  const trouble = listenForTrouble(page);
  for (const [path, sign] of which) {
    await visit(page, path, sign);
    const beside = await overflow(page);
    if (beside > 0) problems.push(`${path}: ${beside} px beside the window`);
    for (const problem of await axeProblems(page)) problems.push(`${path}: ${problem}`);
  }
  trouble.check();
  return problems;
}

for (const scheme of ['light', 'dark'] as const) {
  test(`full, ${scheme}, desktop and 320 px: axe finds nothing`, async () => {
    const window = await openWindow(browser, { scheme });
    const page = await window.newPage();
    await signIn(page, program.url);
    await lookAtDemo(page);
    assert.deepEqual(await judge(window, screens()), []);
    const state = await window.storageState();
    await window.close();
    const phone = await browser.newContext({
      storageState: state,
      viewport: { width: 320, height: 640 },
      colorScheme: scheme,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    assert.deepEqual(await judge(phone, screens()), []);
    await phone.close();
  });
}

test('empty: axe finds nothing, and absence is said', async () => {
  const window = await openWindow(browser, { scheme: 'dark' });
  const page = await window.newPage();
  await signIn(page, program.url);
  const empty = screens().filter(([path]) => !/(payments|data|checkout|A-|INC-)/.test(path));
  assert.deepEqual(await judge(window, empty), []);
  await page.goto(`${program.url}/on-call`);
  await page.getByText('There is no rota').waitFor();
  await window.close();
});

test('a failed answer and a lost connection say so, and axe finds nothing there either', async () => {
  const window = await openWindow(browser);
  const page = await window.newPage();
  await signIn(page, program.url);
  await page.route('**/v1/alerts?*', (route) => route.fulfill({ status: 500, body: '{}' }));
  await page.goto(`${program.url}/alerts`);
  await page.getByText('The alerts could not be read').waitFor();
  assert.deepEqual(await axeProblems(page), []);
  await page.unroute('**/v1/alerts?*');
  await page.goto(`${program.url}/incidents/INC-9999`);
  await page.getByText('The incident could not be read').waitFor();
  assert.deepEqual(await axeProblems(page), []);
  // A stream that is opened and never says a word, as behind a box that swallows it.
  await page.route('**/v1/stream', () => undefined);
  await page.goto(program.url);
  await page
    .getByText(/No contact for \d+ s/)
    .first()
    .waitFor({ timeout: 20_000 });
  assert.deepEqual(await axeProblems(page), []);
  await page.unroute('**/v1/stream');
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
  assert.equal(await page.getByText(/No contact for/).count(), 0, 'it clears by itself');
  await window.close();
});

test('no screen loads more than 200 kB of JavaScript, gzipped', async () => {
  const heavy: string[] = [];
  const window = await openWindow(browser);
  const first = await window.newPage();
  await signIn(first, program.url);
  await lookAtDemo(first);
  const state = await window.storageState();
  await window.close();
  for (const [path, sign] of screens()) {
    const fresh = await browser.newContext({ storageState: state, locale: 'en-GB' });
    const page = await fresh.newPage();
    const weigh = weighScripts(page);
    await visit(page, path, sign);
    const bytes = await weigh();
    if (bytes > 200_000) heavy.push(`${path}: ${Math.round(bytes / 1000)} kB`);
    await fresh.close();
  }
  assert.deepEqual(heavy, []);
});
