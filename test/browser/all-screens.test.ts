/**
 * The longest of the browser's files, and so the first by its name. Every screen of `screens.ts`, filled by the demo, empty, failed and missing, in both themes, on a
 * desktop and at 320 px: nothing for axe to find, nothing beside the window, no more JavaScript than
 * promised, no complaint on the console. One server, one browser, one demo; a screen is opened once
 * and looked at in each size and theme.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser, BrowserContext, Page, Route } from 'playwright-core';

import { type Browsed, startBrowsed } from '#harness/browser-program';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import {
  axeProblems,
  colourRules,
  listenForTrouble,
  openWindow,
  overflow,
  signIn,
  weighScripts,
} from '#harness/page';
import { firstOwner, type Program } from '#harness/program';

import { missing, open, type Refs, type Screen, screens } from './screens.ts';

const desktop = { width: 1440, height: 900 };
const phone = { width: 320, height: 640 };

let program: Program;
let browser: Browser;
let browsed: Browsed;
let smtp: FakeSmtp;
/** The owner's window; what the session looks at is changed as the tests go. */
let window: BrowserContext;
let organisations: { id: string; kind: 'real' | 'demo' }[];
let refs: Refs;
let statusPage: string;

const bearer = { authorization: `Bearer ${firstOwner.EVENKEEL_API_KEY}` };

before(async () => {
  smtp = await startFakeSmtp();
  browsed = await startBrowsed({ env: { SMTP_URL: smtp.url } });
  ({ program, browser } = browsed);
  const made = await fetch(`${program.url}/v1/demo`, { method: 'POST', headers: bearer });
  assert.equal(made.status, 201);
  window = await openWindow(browser);
  // Who saves data is not sent ahead what opens later, so that a screen's own weight is measured.
  await window.addInitScript(
    `Object.defineProperty(navigator, 'connection', { value: { saveData: true } })`,
  );
  const page = await window.newPage();
  await signIn(page, program.url);
  ({ organisations } = (await call(page, 'GET', '/v1/session')) as {
    organisations: typeof organisations;
  });
  await lookAt(page, 'demo');
  const first = async (path: string) => {
    const { items } = (await call(page, 'GET', path)) as { items: Found[] };
    return items[0] ?? {};
  };
  refs = {
    incident: (await first('/v1/incidents?state=open')).ref ?? '',
    alert: (await first('/v1/alerts?state=firing')).ref ?? '',
    postmortem: (await first('/v1/postmortems')).incident?.ref ?? '',
  };
  statusPage = (await first('/v1/status-pages')).url ?? '';
  await page.close();
});

after(async () => {
  await browsed?.[Symbol.asyncDispose]();
  await smtp?.close();
});

interface Found {
  ref?: string;
  url?: string;
  incident?: { ref: string };
}

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

async function lookAt(page: Page, kind: 'real' | 'demo'): Promise<void> {
  const organisation = organisations.find((one) => one.kind === kind)?.id;
  await call(page, 'PATCH', '/v1/session', { organisation });
}

/** Until what was asked for stands there and nothing is on its way; what is unfinished would be judged. */
async function ready(page: Page, { path, sign }: Screen): Promise<void> {
  // The rail's words are hidden where there is no room for them.
  const main = page.locator('main, aside').getByText(sign).filter({ visible: true });
  await main.first().waitFor({ timeout: 20_000 });
  // The page of the components shows a screen that loads for ever.
  if (path !== '/components') {
    const loading = page.locator('[aria-label="Loading"], [aria-busy="true"]');
    await loading.first().waitFor({ state: 'detached', timeout: 10_000 });
  }
  await page.evaluate('document.fonts.ready');
}

/** Loads the app anew at this address. */
async function load(page: Page, screen: Screen): Promise<void> {
  await resize(page, desktop);
  await page.goto(program.url + screen.path);
  await ready(page, screen);
}

/** Goes there inside the app, as a press on a link does. */
async function go(page: Page, screen: Screen): Promise<void> {
  await resize(page, desktop);
  await page.evaluate(`history.pushState({}, '', ${JSON.stringify(screen.path)})`);
  await ready(page, screen);
}

/** Sets the window's size and waits until the page has taken note. */
async function resize(page: Page, size: { width: number; height: number }): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))');
}

function contentHeight(page: Page): Promise<number> {
  return page.evaluate('Math.min(12000, Math.max(640, document.documentElement.scrollHeight))');
}

/** Where the links of each screen lead, as the walks saw them. */
const links = new Map<string, Set<string>>();

/** Notes the links that can be seen now, by the path of the screen. */
async function noteLinks(page: Page, path: string): Promise<void> {
  const seen = (await page.evaluate(
    `[...document.querySelectorAll('a[href^="/"]')].filter((a) => a.checkVisibility()).map((a) => a.getAttribute('href'))`,
  )) as string[];
  links.set(path, (links.get(path) ?? new Set()).union(new Set(seen)));
}

const bothLooks: readonly (readonly [typeof desktop, 'light' | 'dark'])[] = [
  [desktop, 'light'],
  [phone, 'dark'],
];

const other = { light: 'dark', dark: 'light' } as const;

/**
 * What is wrong with what stands there: on a desktop in one theme, on a phone in the other, and with
 * `all` also the colours of both the other way round.
 */
async function judge(page: Page, name: string, all = true, looks = bothLooks): Promise<string[]> {
  const found: string[] = [];
  const note = (where: string, problems: readonly string[]) =>
    found.push(...problems.map((problem) => `${name} (${where}): ${problem}`));
  for (const [size, scheme] of looks) {
    await page.emulateMedia({ colorScheme: scheme });
    await resize(page, size);
    // As tall as its content: what a sticky bar covers depends on how far one has scrolled.
    for (let grown = 0; size === phone && grown < 2; grown++) {
      await resize(page, { ...phone, height: await contentHeight(page) });
    }
    note(`${size.width} ${scheme}`, await axeProblems(page));
    const beside = await overflow(page);
    if (beside > 0) note(`${size.width}`, [`${beside} px beside the window`]);
    if (!all) continue;
    await page.emulateMedia({ colorScheme: other[scheme] });
    note(`${size.width} ${other[scheme]}`, await axeProblems(page, colourRules));
  }
  return found;
}

test('full: axe finds nothing, and no screen loads more than 200 kB of JavaScript, gzipped', async () => {
  const page = await window.newPage();
  const trouble = listenForTrouble(page);
  const problems: string[] = [];
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'demo');
  for (const screen of screens(refs)) {
    await load(page, screen);
    const bytes = await weighScripts(page);
    if (bytes > 200_000) problems.push(`${screen.path}: ${Math.round(bytes / 1000)} kB`);
    await noteLinks(page, screen.path);
    problems.push(...(await judge(page, screen.path)));
    await noteLinks(page, screen.path);
  }
  trouble.check();
  assert.deepEqual(problems, []);
  await page.close();
});

test('what is on screen is copied as it stands in a config file', async () => {
  const page = await window.newPage();
  await window.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: program.url });
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'demo');
  for (const [path, line] of [
    ['/policies/payments', /^escalationPolicies:\n {2}- slug: payments$/m],
    ['/settings/teams', /^teams:$/m],
  ] as const) {
    await page.goto(program.url + path);
    await page.getByRole('button', { name: /^Copy as YAML/ }).click();
    await page.getByText(/^Copied as YAML/).waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    assert.match(String(copied), /^# yaml-language-server: /);
    assert.match(String(copied), line);
  }
  await page.close();
});

test('hours of a step are set on screen, and axe finds nothing', async () => {
  const page = await window.newPage();
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'demo');
  await load(page, { path: '/policies/payments', sign: /Who gets paged/ });
  await page.getByRole('button', { name: 'Give step 1 hours' }).click();
  const hours = page.getByRole('group', { name: /^Only in these hours/ });
  await hours.getByLabel('From').fill('08:30');
  await hours.getByRole('button', { name: 'Sat' }).click();
  assert.deepEqual(await judge(page, 'hours of a step'), []);
  await page.getByRole('button', { name: 'Add step' }).click();
  await page.getByText(/^Step \d names nobody yet\.$/).waitFor();
  assert.equal(await page.getByRole('alert').count(), 0, 'an empty step is no failure');
  assert.ok(await page.getByRole('button', { name: 'Save policy' }).isDisabled());
  await page.close();
});

test('missing: what does not exist is said calmly, and axe finds nothing', async () => {
  const page = await window.newPage();
  await page.goto(`${program.url}/more`);
  const problems: string[] = [];
  for (const screen of missing) {
    await go(page, screen);
    assert.equal(await page.getByRole('alert').count(), 0, `${screen.path}: nothing failed`);
    problems.push(...(await judge(page, screen.path, screen === missing[0])));
  }
  assert.deepEqual(problems, []);
  await page.close();
});

test('empty: absence is said, and axe finds nothing', async () => {
  const page = await window.newPage();
  const trouble = listenForTrouble(page);
  const problems: string[] = [];
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'real');
  await page.goto(program.url);
  for (const screen of screens(refs)) {
    if (screen.one || screen.own) continue;
    await go(page, screen);
    problems.push(...(await judge(page, `${screen.path}, empty`, false)));
    await noteLinks(page, screen.path);
  }
  await go(page, { path: '/on-call', sign: /There is no rota/ });
  trouble.check();
  assert.deepEqual(problems, []);
  await page.close();
});

test('failed: every screen says that it could not be read, and axe finds nothing', async () => {
  const page = await window.newPage();
  const problems: string[] = [];
  const refuse = (route: Route) =>
    route.request().method() !== 'GET' || /\/v1\/(session|stream)$/.test(route.request().url())
      ? route.fallback()
      : route.fulfill({
          status: 429,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            status: 429,
            code: 'rate_limited',
            title: 'Too many',
            errors: [],
          }),
        });
  await page.goto(`${program.url}/more`);
  await page.route('**/v1/**', refuse);
  await page.goto(`${program.url}/more`);
  // The words of a failure are the same part everywhere: each screen is looked at in one of the two ways.
  for (const [index, screen] of screens(refs).entries()) {
    if (screen.own) continue;
    const look = bothLooks.slice(index % 2, (index % 2) + 1);
    await page.evaluate(`history.pushState({}, '', ${JSON.stringify(screen.path)})`);
    const said = page.getByRole('alert').filter({ visible: true }).first();
    await said.waitFor({ timeout: 10_000 }).catch(() => problems.push(`${screen.path}: silent`));
    problems.push(...(await judge(page, `${screen.path}, failed`, false, look)));
    await resize(page, desktop);
  }
  assert.deepEqual(problems, []);
  await page.close();
});

test('signed out: axe finds nothing', async () => {
  const stranger = await openWindow(browser);
  const page = await stranger.newPage();
  const problems: string[] = [];
  for (const screen of open) {
    await load(page, screen);
    problems.push(...(await judge(page, screen.path)));
  }
  assert.deepEqual(problems, []);
  await stranger.close();
});

test('the page behind the link, by day and by night, and the public page: axe finds nothing', async () => {
  const stranger = await openWindow(browser);
  const page = await stranger.newPage();
  const problems: string[] = [];
  for (const hour of [12, 2]) {
    await liveWhereItIs(hour);
    const sent = smtp.mails.length;
    const asked = await fetch(`${program.url}/v1/pages/test`, {
      method: 'POST',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: '{}',
    });
    assert.equal(asked.status, 201);
    const { link } = await smtp.waitFor((mail) => smtp.mails.indexOf(mail) >= sent);
    assert.ok(link);
    await page.goto(link);
    await page.getByRole('button', { name: 'Acknowledge' }).waitFor();
    problems.push(...(await judge(page, `acknowledge at ${hour}`)));
    await page.getByRole('button', { name: 'Acknowledge' }).click();
    await page.getByText(/confirmed/).waitFor();
    problems.push(...(await judge(page, `acknowledged at ${hour}`, false)));
  }
  await page.goto(new URL(new URL(statusPage).pathname, program.url).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
  problems.push(...(await judge(page, 'the public page')));
  assert.deepEqual(problems, []);
  await stranger.close();
});

/** The owner moves to where it is this hour now. */
async function liveWhereItIs(hour: number): Promise<void> {
  const utc = Number(new Date().toISOString().slice(11, 13));
  const east = ((hour - utc + 36) % 24) - 12;
  // These zones are named the other way round: GMT-3 lies east.
  const timezone = `Etc/GMT${east > 0 ? '-' : '+'}${Math.abs(east)}`;
  const me = await fetch(`${program.url}/v1/me`, { headers: bearer });
  const answer = await fetch(`${program.url}/v1/me`, {
    method: 'PATCH',
    headers: {
      ...bearer,
      'content-type': 'application/json',
      'if-match': me.headers.get('etag') ?? '',
    },
    body: JSON.stringify({ timezone }),
  });
  assert.equal(answer.status, 200, await answer.text());
}

test('a server that fails and a connection that is lost are said, and both mend by themselves', async () => {
  const page = await window.newPage();
  await page.route('**/v1/alerts?*', (route) => route.fulfill({ status: 500, body: '{}' }));
  await page.goto(`${program.url}/alerts`);
  await page.getByText('The alerts could not be read').waitFor();
  assert.deepEqual(await axeProblems(page), []);
  await page.unroute('**/v1/alerts?*');
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('No alerts').first().waitFor();
  // A stream that is opened and never says a word, as behind a box that swallows it.
  await page.route('**/v1/stream', () => undefined);
  await page.clock.install();
  await page.goto(program.url);
  const lost = page.getByText(/No contact for \d+ s/).first();
  await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor();
  await page.clock.fastForward(13_000);
  await lost.waitFor({ timeout: 20_000 });
  assert.deepEqual(await judge(page, 'no contact'), []);
  await page.unroute('**/v1/stream');
  await page.clock.fastForward(20_000);
  await page.setViewportSize(desktop);
  await page.getByText('Live', { exact: true }).waitFor({ timeout: 30_000 });
  assert.equal(await page.getByText(/No contact for/).count(), 0, 'it clears by itself');
  await page.close();
});

test('every screen is reached by pressing links, beginning with Now', () => {
  assert.ok(links.has('/'), 'the walks above have noted the links');
  const reached = new Set(['/']);
  // A set that grows while it is read gives what was added, too.
  for (const path of reached) for (const next of links.get(path) ?? []) reached.add(next);
  const unreached = screens(refs)
    .map(({ path }) => path)
    .filter((path) => !['/nowhere', '/components'].includes(path) && !reached.has(path));
  assert.deepEqual(unreached, []);
});

test('by thumb: what can be done with a picked alert stands above the places', async () => {
  const page = await window.newPage();
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'demo');
  await load(page, { path: '/alerts', sign: /^Unowned$/ });
  await resize(page, { width: 390, height: 844 });
  await page.getByRole('row').nth(2).getByRole('checkbox').check();
  // At the top of a list that is longer than the screen, nothing lies over the buttons.
  for (const name of [/^Acknowledge/, /^Escalate/, /^Snooze/]) {
    const box = await page.getByRole('button', { name }).boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const there = `document.elementFromPoint(${x}, ${y})?.closest('button')?.textContent`;
    assert.match(String(await page.evaluate(there)), name);
  }
  await page.close();
});

test('by keys alone: past the places, find a screen, take two alerts, and the focus comes back', async () => {
  const page = await window.newPage();
  const trouble = listenForTrouble(page);
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'demo');
  await load(page, { path: '/', sign: /On call/ });
  const focused = (what: string) => page.evaluate(`document.activeElement.${what}`);
  await page.keyboard.press('Tab');
  assert.equal(await focused('textContent'), 'Skip to the content');
  await page.keyboard.press('Enter');
  assert.equal(await focused('id'), 'content');
  await page.keyboard.press('Control+k');
  // At once: the code of what opens is still on its way, and no letter may be lost or taken for a key.
  await page.keyboard.type('go to alerts');
  const find = page.getByRole('combobox', { name: 'Find or do' });
  await find.waitFor();
  assert.equal(await find.inputValue(), 'go to alerts');
  await page.keyboard.press('Enter');
  await ready(page, { path: '/alerts', sign: /^Unowned$/ });
  await page.getByRole('tab', { name: /^Open/ }).focus();
  await page.keyboard.press('ArrowRight');
  const unowned = page.getByRole('tab', { name: /^Unowned/, selected: true });
  await unowned.waitFor();
  const before = Number(/\d+/.exec((await unowned.textContent()) ?? '')?.[0]);
  assert.ok(before >= 2, `${before} alerts to take`);
  // Its head is a row, too; then the list of the new view has come.
  await page.getByRole('row').nth(before).waitFor();
  await page
    .getByRole('row')
    .nth(before + 1)
    .waitFor({ state: 'detached' });
  await page.evaluate('document.activeElement.blur()');
  for (const key of ['j', 'x', 'j', 'x', 'a']) await page.keyboard.press(key);
  await page.getByText(/2 alerts are yours/).waitFor();
  await page.getByRole('tab', { name: `Unowned ${before - 2}` }).waitFor();
  await page
    .getByRole('row')
    .nth(before - 1)
    .waitFor({ state: 'detached' });
  const declare = page.getByRole('button', { name: /^Declare/ });
  await declare.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.type('area of risk');
  await page.getByLabel('What is wrong?').waitFor();
  assert.equal(await page.getByLabel('What is wrong?').inputValue(), 'area of risk');
  await page.keyboard.press('Escape');
  await page.getByLabel('What is wrong?').waitFor({ state: 'detached' });
  assert.match(String(await focused('textContent')), /^Declare/);
  trouble.check();
  await page.close();
});

test('last of all: one press in its ribbon removes the demo', async () => {
  const page = await window.newPage();
  await page.goto(`${program.url}/more`);
  await lookAt(page, 'demo');
  await page.goto(`${program.url}/`);
  const ribbon = page.getByRole('region', { name: 'You look at the demo' });
  await ribbon.getByRole('button', { name: 'Remove the demo' }).click();
  await ribbon.waitFor({ state: 'detached' });
  const left = await fetch(`${program.url}/v1/demo`, { headers: bearer });
  assert.deepEqual(await left.json(), { organisation: null });
  await page.close();
});
