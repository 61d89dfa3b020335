// What the watch sees, and what came of the rehearsals.
import { findSchedule } from '#oncall';
import { peopleByIds } from '#people';
import type { Platform } from '#platform/context';
import type { Queries } from '#platform/db';
import type { Loose } from '#platform/http';

import type { ChainNote, TestPageState, WatchState } from '../contract.ts';
import type { Check } from '../model.ts';
import { readWatchSettings } from '../seal-watch.ts';
import { selectFact } from '../store/facts.ts';
import { selectRehearsals } from '../store/rehearsals.ts';
import { selectSettings } from '../store/settings.ts';

const fortnight = 14;

/** The answer of `GET /v1/watch`. */
export async function readWatchState(
  app: Platform,
  checks: readonly Check[],
): Promise<Loose<WatchState>> {
  const { heartbeatUrl, alarmUrl, alarmEmails } = await readWatchSettings(app);
  return {
    checks: checks.map(({ name, ok, detail }) => ({ name, ok, detail })),
    heartbeat:
      heartbeatUrl === null
        ? null
        : { host: new URL(heartbeatUrl).host, last: await selectFact(app.db, 'lastBeat') },
    alarm: { host: alarmUrl === null ? null : new URL(alarmUrl).host, emails: [...alarmEmails] },
  };
}

/** The answer of `GET /v1/test-page`; the schedule by its slug. */
export async function readTestPageState(q: Queries, orgId: string): Promise<Loose<TestPageState>> {
  const { testPage, version } = await selectSettings(q, orgId);
  const rows = await selectRehearsals(q, orgId, fortnight);
  const people = await peopleByIds(
    q,
    orgId,
    rows.flatMap(({ personId }) => personId ?? []),
  );
  const schedule = testPage === null ? null : await findSchedule(q, orgId, testPage.schedule);
  return {
    version,
    setting: testPage && { ...testPage, schedule: schedule?.slug ?? testPage.schedule },
    rehearsals: rows.map(({ day, at, personId, pageId, state, detail, seconds }) => {
      const person = people.get(personId ?? '');
      return {
        day,
        at,
        person: person ? { name: person.name, email: person.email } : null,
        page: pageId,
        state,
        detail,
        seconds,
      };
    }),
  };
}

/** What the last rehearsal means for Now: nothing when it was answered, or still runs. */
export async function rehearsalNotes(q: Queries, orgId: string): Promise<ChainNote[]> {
  const { testPage } = await selectSettings(q, orgId);
  const [last] = testPage === null ? [] : await selectRehearsals(q, orgId, 1);
  if (last === undefined || last.state === 'waiting' || last.state === 'answered') return [];
  return [
    {
      severity: last.state === 'failed' ? 'critical' : 'warning',
      text: `The daily test page of ${last.day}: ${last.detail}.`,
      fix: 'Open Settings, Operation, and mend how that person is reached.',
    },
  ];
}
