/** What browser tests do with a page: sign in as people do, look with axe, weigh what was loaded. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import { firstOwner } from './program.ts';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export interface Screen {
  scheme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** A browser window of its own, in Berlin, with the sizes of a desktop unless told. */
export function openWindow(browser: Browser, screen: Screen = {}): Promise<BrowserContext> {
  const { scheme = 'light', width = 1440, height = 900 } = screen;
  return browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    reducedMotion: 'reduce',
  });
}

/** Signs in by the form, as the owner of the first start. */
export async function signIn(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail address').fill(firstOwner.EVENKEEL_ADMIN_EMAIL);
  await page.getByLabel('Password', { exact: true }).fill(firstOwner.EVENKEEL_ADMIN_PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Now', level: 1 }).waitFor();
}

interface Violation {
  id: string;
  help: string;
  nodes: { target: unknown[]; html: string; any: { message: string }[] }[];
}

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that a change of theme alone can break. */
export const colourRules = ['color-contrast', 'link-in-text-block'];

/** What axe finds wrong with the page as it is, one line each; WCAG 2.2 AA and its best practice, or only the rules named. */
export async function axeProblems(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axeSource);
  const violations = await page.evaluate(
    async (runOnly) => {
      const { axe } = globalThis as unknown as {
        axe: { run(where: unknown, options: object): Promise<{ violations: Violation[] }> };
      };
      const options = { runOnly, resultTypes: ['violations'] };
      // React Aria speaks through this box, and empties it seconds later.
      const where = { include: ['html'], exclude: ['[data-live-announcer]'] };
      return (await axe.run(where, options)).violations;
    },
    rules === undefined
      ? { type: 'tag', values: [...standards] }
      : { type: 'rule', values: [...rules] },
  );
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node) =>
        `${violation.id}: ${node.target.join(' ')} ${node.any[0]?.message ?? violation.help}`,
    ),
  );
}

/** How far the page runs over its window sideways, in px. */
export function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number } };
      innerWidth: number;
    };
    return Math.max(0, document.documentElement.scrollWidth - innerWidth);
  });
}

const weights = new Map<string, Promise<number>>();

async function weigh(url: string): Promise<number> {
  const answer = await fetch(url);
  assert.equal(answer.status, 200, url);
  return gzipSync(await answer.bytes(), { level: 9 }).length;
}

/** All JavaScript that the page has loaded since its address was opened, cached or not, gzipped, in bytes. */
export async function weighScripts(page: Page): Promise<number> {
  const urls = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .map((entry) => entry.name)
      .filter((name) => /\.js(\?|$)/.test(name)),
  );
  const sizes = [...new Set(urls)].map((url) => {
    const known = weights.get(url) ?? weigh(url);
    weights.set(url, known);
    return known;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Collects what the page complains about, and fails the test at the end if it did. */
export function listenForTrouble(page: Page): { check(): void } {
  const trouble: string[] = [];
  page.on('pageerror', (error) => trouble.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    // The first question of a signed-out page is answered with 401, and the browser says so.
    if (/status of 401/.test(message.text())) return;
    trouble.push(`console: ${message.text()}`);
  });
  return { check: () => assert.deepEqual(trouble, []) };
}
