import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { XMLParser, XMLValidator } from 'fast-xml-parser';

import { staticPagePolicy } from '#platform/html';

import type { PublicComponent, PublicIncident, PublicPage } from '../model.ts';
import { statusFeed } from './feed.ts';
import { statusPage } from './status-page.ts';
import { incidentsJson, summaryJson } from './statuspage-json.ts';
import { STATUS_STYLE } from './style.ts';

const at = (text: string) => Temporal.Instant.from(text);
const now = at('2026-11-24T01:42:19Z');
const hostile = `<script>alert(1)</script>"'&\u0000]]>`;

function component(id: string, more: Partial<PublicComponent> = {}): PublicComponent {
  return {
    id,
    name: id,
    state: 'operational',
    note: null,
    since: at('2026-08-01T00:00:00Z'),
    periods: [{ state: 'operational', from: at('2026-08-01T00:00:00Z'), until: null }],
    ...more,
  };
}

function incident(id: string, more: Partial<PublicIncident> = {}): PublicIncident {
  return {
    id,
    severity: 'sev1',
    startedAt: at('2026-11-24T01:07:00Z'),
    resolvedAt: null,
    componentIds: ['pay'],
    updates: [
      {
        id: `${id}-u`,
        status: 'investigating',
        impact: 'Some card payments fail. Paying by invoice works. Your cart is safe.',
        action: 'We check what changed tonight and undo it if needed.',
        publishedAt: at('2026-11-24T01:20:00Z'),
        nextUpdateAt: at('2026-11-24T01:50:00Z'),
      },
    ],
    ...more,
  };
}

function pageWith(more: Partial<PublicPage> = {}): PublicPage {
  return {
    id: 'stp_1',
    slug: 'public',
    name: 'Fernside',
    timezone: 'Europe/Berlin',
    createdAt: at('2026-08-01T00:00:00Z'),
    updatedAt: at('2026-11-24T01:20:00Z'),
    url: 'https://status.example/status/public',
    components: [component('pay', { name: 'Card payments', state: 'major' })],
    incidents: [incident('inc_1')],
    ...more,
  };
}

test('an open incident: headline in customer words, the four fields, the promise, no script', () => {
  const text = statusPage(pageWith(), now);
  assert.match(text, /<h1>Some card payments fail<\/h1>/);
  assert.match(text, /Paying by invoice works\. Your cart is safe\./);
  assert.match(text, /We are looking for the cause\./);
  assert.match(text, /By 02:50\./);
  assert.match(text, /next update by 02:50/);
  assert.match(text, /Berlin, UTC\+1/);
  assert.match(text, /began 02:07, update 02:20, now 02:42, next update by 02:50\./);
  assert.ok(!/<script|onload=|javascript:/i.test(text));
  assert.ok(!/ style="/.test(text), 'a style attribute would be refused by the policy');
});

test('nothing comes from another host and the policy names exactly this style', () => {
  const text = statusPage(pageWith(), now);
  const hosts = [...text.matchAll(/(?:src|href)="(https?:\/\/[^/"]+)/g)].map((match) => match[1]);
  assert.deepEqual([...new Set(hosts)], ['https://status.example']);
  const style = /<style>(.*?)<\/style>/s.exec(text)?.[1];
  assert.equal(style, STATUS_STYLE);
  assert.ok(staticPagePolicy(style ?? '').includes("'sha256-"));
});

test('a late update says so', () => {
  const text = statusPage(pageWith(), at('2026-11-24T01:55:00Z'));
  assert.match(text, /Was due at 02:50 and is late\./);
  assert.match(text, /update was due 02:50/);
});

test('without trouble the page says when it was last checked', () => {
  const quiet = pageWith({ components: [component('pay')], incidents: [] });
  const text = statusPage(quiet, now);
  assert.match(text, /<h1>Everything works<\/h1>/);
  assert.match(text, /Last checked 02:42\./);
  assert.match(text, /None in the last 90 days\./);
  assert.match(text, /100 %/);
});

test('thirty components with ninety mixed days stay under 30 kB', () => {
  const states = ['operational', 'degraded', 'partial', 'major', 'maintenance'] as const;
  const components = Array.from({ length: 30 }, (_, index) =>
    component(`c${index}`, {
      name: `Component number ${index}`,
      periods: Array.from({ length: 12 }, (_unused, part) => ({
        state: states[(index + part) % 5] ?? 'operational',
        from: now.subtract({ hours: 24 * (90 - part * 7) }),
        until: part === 11 ? null : now.subtract({ hours: 24 * (90 - (part + 1) * 7) }),
      })),
    }),
  );
  const past = Array.from({ length: 15 }, (_, index) =>
    incident(`p${index}`, {
      startedAt: now.subtract({ hours: 48 * (index + 1) }),
      resolvedAt: now.subtract({ hours: 48 * (index + 1) - 1 }),
    }),
  );
  const text = statusPage(pageWith({ components, incidents: [incident('inc_1'), ...past] }), now);
  assert.ok(Buffer.byteLength(text) < 100_000, `${Buffer.byteLength(text)} bytes unpacked`);
  assert.ok(gzipSync(text).length < 30_000, `${gzipSync(text).length} bytes sent`);
  const usual = statusPage(
    pageWith({
      components: components.slice(0, 6),
      incidents: [incident('inc_1'), ...past.slice(0, 4)],
    }),
    now,
  );
  assert.ok(Buffer.byteLength(usual) < 30_000, `${Buffer.byteLength(usual)} bytes as they are`);
});

test('hostile text stays text in the page, the feed and the JSON', () => {
  const base = incident('inc_1');
  const nasty = pageWith({
    name: hostile,
    components: [component('pay', { name: hostile, note: hostile })],
    incidents: [
      {
        ...base,
        updates: base.updates.map((one) => ({ ...one, impact: hostile, action: hostile })),
      },
    ],
  });
  const text = statusPage(nasty, now);
  assert.ok(!text.includes('<script'));
  assert.ok(!text.includes('\u0000'));
  const feed = statusFeed(nasty);
  assert.equal(XMLValidator.validate(feed), true);
  assert.ok(!feed.includes('<script'));
  assert.equal(summaryJson(nasty).page.name, hostile);
});

test('the feed is valid Atom with one entry an incident and stable ids', () => {
  const base = incident('inc_1');
  const page = pageWith({
    incidents: [
      base,
      incident('inc_0', {
        resolvedAt: at('2026-11-20T03:00:00Z'),
        startedAt: at('2026-11-20T02:00:00Z'),
      }),
    ],
  });
  const feed = statusFeed(page);
  assert.equal(XMLValidator.validate(feed), true);
  const parsed = new XMLParser({ ignoreAttributes: false }).parse(feed) as {
    feed: Record<string, unknown> & {
      entry: Record<string, unknown>[];
      link: Record<string, string>[];
    };
  };
  for (const needed of ['id', 'title', 'updated', 'author']) assert.ok(parsed.feed[needed], needed);
  assert.deepEqual(
    parsed.feed.link.map((link) => link['@_rel']),
    ['self', 'alternate'],
  );
  assert.equal(parsed.feed.entry.length, 2);
  for (const entry of parsed.feed.entry) {
    for (const needed of ['id', 'title', 'updated', 'content']) assert.ok(entry[needed], needed);
    assert.ok(!Number.isNaN(Date.parse(String(entry['updated']))));
  }
  assert.equal(
    parsed.feed.entry[0]?.['id'],
    'https://status.example/status/public/feed.atom#inc_1',
  );
  assert.equal(parsed.feed['updated'], '2026-11-24T01:20:00Z');
});

test('an incident that ended without a last word is over in the feed', () => {
  const done = pageWith({ incidents: [incident('inc_1', { resolvedAt: now })] });
  assert.match(statusFeed(done), /2026-11-24T01:42Z: It is over\./);
});

test('an empty feed is valid too', () => {
  const feed = statusFeed(pageWith({ incidents: [] }));
  assert.equal(XMLValidator.validate(feed), true);
  assert.match(feed, /<updated>2026-11-24T01:20:00Z<\/updated>/);
});

test('the JSON has the shape and the words of Statuspage', () => {
  const summary = summaryJson(pageWith());
  assert.deepEqual(summary.status, {
    indicator: 'critical',
    description: 'Some parts are out of order',
  });
  assert.equal(summary.components[0]?.status, 'major_outage');
  assert.equal(summary.incidents[0]?.impact, 'critical');
  assert.equal(summary.incidents[0]?.incident_updates[0]?.status, 'investigating');
  assert.equal(summary.incidents[0]?.name, 'Some card payments fail');
  assert.deepEqual(summary.scheduled_maintenances, []);
  const done = pageWith({
    components: [component('pay')],
    incidents: [incident('inc_1', { resolvedAt: now })],
  });
  assert.equal(summaryJson(done).status.indicator, 'none');
  assert.deepEqual(summaryJson(done).incidents, []);
  assert.equal(incidentsJson(done).incidents[0]?.status, 'resolved');
});
