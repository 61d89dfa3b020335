import assert from 'node:assert/strict';
import { test } from 'node:test';

import { demoConfig } from './demo-cast.ts';
import { demoDays, demoStory } from './demo-story.ts';

const monday = Temporal.ZonedDateTime.from('2026-10-19T09:00:00[Europe/Berlin]');

test('the story names only alerts, incidents, services and people that exist at that time', () => {
  const config = demoConfig(monday);
  const services = new Set(config.services?.map((service) => service.slug));
  const schedules = new Set(config.schedules?.map((schedule) => schedule.slug));
  const alerts = new Set<string>();
  const incidents = new Set<string>();
  const over = new Set<string>();
  for (const { act, secondsAgo } of demoStory()) {
    const where = `${act.kind} ${secondsAgo} s ago`;
    assert.ok(secondsAgo >= 0 && secondsAgo < demoDays * 86_400, where);
    if (act.kind === 'signal') alerts.add(act.alert);
    if (act.kind === 'signal' || act.kind === 'change') assert.ok(services.has(act.service), where);
    if (act.kind === 'acknowledge' || act.kind === 'snooze')
      assert.ok(alerts.has(act.alert), where);
    if (act.kind === 'cover' || act.kind === 'away') assert.ok(schedules.has(act.schedule), where);
    if (act.kind === 'declare') {
      for (const alert of act.alerts) assert.ok(alerts.has(alert), `${where}: ${alert}`);
      incidents.add(act.incident);
    } else if ('incident' in act) {
      assert.ok(incidents.has(act.incident), `${where}: ${act.incident}`);
      const after =
        act.kind === 'postmortem' || (act.kind === 'update' && act.status === 'resolved');
      if (!after) assert.ok(!over.has(act.incident), `${where}: it is over`);
    }
    if (act.kind === 'resolve') over.add(act.incident);
  }
  assert.ok(incidents.size >= 8 && over.size === incidents.size - 2);
});

test('the story is the same each time', () => {
  assert.deepEqual(demoStory(), demoStory());
});
