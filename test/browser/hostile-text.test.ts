/** X72: what strangers write is text on every screen. A real browser, with the policy it really gets. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import type { Browser } from 'playwright-core';

import { type Browsed, startBrowsed } from '#harness/browser-program';
import { listenForTrouble, openWindow, signIn } from '#harness/page';
import { firstOwner, type Program } from '#harness/program';

let program: Program;
let browser: Browser;
let browsed: Browsed;

const script = '<script>globalThis.pwned=1</script>';
const image = '<img src=x onerror="globalThis.pwned=1">';
const drawing = '<svg/onload=globalThis.pwned=1><math><mtext></form><form><mglyph><style></math>';
const hostile = `${script}${image}${drawing}`;
const link = 'javascript:globalThis.pwned=1';

before(async () => {
  browsed = await startBrowsed();
  ({ program, browser } = browsed);
});

after(() => browsed?.[Symbol.asyncDispose]());

// What runs in the page is told as text: these files know nothing of a browser's globals.
const look = `({
  pwned: 'pwned' in globalThis,
  images: document.querySelectorAll('img[onerror], svg[onload], math').length,
  links: [...document.querySelectorAll('a[href]')]
    .filter((one) => /^\\s*(javascript|data|vbscript):/i.test(one.getAttribute('href'))).length,
})`;
const inject = `(() => {
  const element = document.createElement('script');
  try {
    element.textContent = 'globalThis.pwned=1';
    document.body.append(element);
  } catch {}
  return 'pwned' in globalThis;
})()`;
const frame = `(async () => {
  const frame = document.createElement('iframe');
  frame.src = location.href;
  document.body.append(frame);
  await new Promise((resolve) => {
    frame.addEventListener('load', resolve);
    setTimeout(resolve, 1000);
  });
  try {
    return frame.contentDocument.body.textContent.length > 0;
  } catch {
    return false;
  }
})()`;

async function post(path: string, body: object): Promise<Record<string, unknown>> {
  const response = await fetch(program.url + path, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${firstOwner.EVENKEEL_API_KEY}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  assert.ok(response.ok, `${path}: ${response.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

test('no screen runs what an alert, an incident, an update or a name says', async () => {
  const sent = await post(`/in/generic/${firstOwner.EVENKEEL_INGEST_KEY}`, {
    title: `Title ${hostile}`,
    message: `# ${hostile}\n[click](${link})\n<a href="${link}">x</a>`,
    severity: 'critical',
    dedupKey: hostile,
    labels: { [`label ${image}`]: hostile, url: link },
    links: [
      { href: link, text: hostile },
      { href: 'https://example.com/ok', text: `Runbook ${image}` },
    ],
  });
  const [alert] = sent['alerts'] as { ref: string }[];
  await post('/v1/services', { slug: 'named', name: image.slice(0, 90), description: hostile });
  await post('/v1/teams', { slug: 'named', name: image.slice(0, 90) });
  await post('/v1/changes', { service: 'named', kind: 'deploy', summary: `Change ${hostile}` });
  await post('/v1/status-pages', { slug: 'public', name: image, components: [{ name: image }] });
  const incident = await post('/v1/incidents', {
    title: `Incident ${hostile}`,
    impact: hostile,
    services: ['named'],
    alerts: [alert?.ref],
  });
  const ref = incident['ref'] as string;
  await post(`/v1/incidents/${ref}/timeline`, {
    kind: 'hypothesis',
    text: `Entry ${hostile} [x](${link}) ${link}`,
  });
  await post(`/v1/incidents/${ref}/updates`, {
    status: 'investigating',
    impact: `Impact ${hostile}`,
    action: `Action ${hostile}`,
    nextUpdateAt: Temporal.Now.instant().add({ hours: 1 }).toString(),
    audiences: ['team', 'public'],
  });

  const context = await openWindow(browser);
  const page = await context.newPage();
  const trouble = listenForTrouble(page);
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await signIn(page, program.url);
  const screens: [string, string][] = [
    ['/', 'Title'],
    ['/alerts', 'Title'],
    [`/alerts/${alert?.ref ?? ''}`, 'Title'],
    ['/incidents', 'Incident'],
    [`/incidents/${ref}`, 'Entry'],
    [`/incidents/${ref}/postmortem`, 'Incident'],
    ['/services', '<img'],
    ['/services/named', '<img'],
    ['/settings/teams', '<img'],
    ['/status/public', 'Impact'],
  ];
  for (const [path, text] of screens) {
    await page.goto(program.url + path);
    await page.getByText(text).first().waitFor();
    const found = await page.evaluate(look);
    assert.deepEqual(found, { pwned: false, images: 0, links: 0 }, path);
  }
  assert.deepEqual(dialogs, []);
  trouble.check();
  await context.close();
});

test('a page of ours cannot be framed, and a script that is put into one is refused', async () => {
  const context = await openWindow(browser);
  const page = await context.newPage();
  await page.goto(`${program.url}/status/none`);
  const ran = await page.evaluate(inject);
  assert.equal(ran, false);
  await page.goto(program.url);
  const framed = await page.evaluate(frame);
  assert.equal(framed, false);
  await context.close();
});
