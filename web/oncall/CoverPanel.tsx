import { oncallApi, type Lanes, type Schedule } from '#oncall/contract';
import { peopleApi, teamsApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMayChange, useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { SeverityShape } from '../ui/Severity.tsx';
import { asleepHours, city, clock, day, length, ms, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { hoursWords } from './people.ts';
import { firstName } from './ScheduleGrid.tsx';

import styles from './CoverPanel.module.css';

interface PanelProps {
  slug: string;
  /** Slug of the team that owns the rota. */
  team: string | null;
  layers: Schedule['layers'];
  lanes: Lanes;
  ahead: Lanes | undefined;
  picked: { from: number; to: number } | null;
}

/** Names in a schedule's layers, each once, in their order. */
function usersOf(layers: Schedule['layers']): string[] {
  return [
    ...new Set(
      layers.flatMap((layer) => layer.users.flatMap((user) => (user === null ? [] : user))),
    ),
  ];
}

/** The picked shift or gap, and the people who could have it, with the hour it is where they are. */
export function CoverPanel({ slug, team, layers, lanes, ahead, picked }: PanelProps) {
  const zone = useZone();
  const now = useNow('minute');
  const me = useMe();
  const mayGive = useMayChange('schedules', team);
  const people = useRead(
    peopleApi.list,
    { query: { limit: 200, active: true } },
    { topics: ['settings'] },
  );
  const teams = useRead(teamsApi.list, { query: { limit: 200 } }, { topics: ['settings'] });
  const cover = useWrite(oncallApi.override, {
    touches: ['oncall', 'now'],
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const undo = useWrite(oncallApi.removeOverride, { touches: ['oncall', 'now'] });
  if (picked === null) {
    return (
      <section className={styles.panel}>
        <p className={styles.hint}>{t('panel.nothing')}</p>
      </section>
    );
  }
  const shift =
    [...(ahead?.final ?? []), ...lanes.final].find(
      (one) => ms(one.start) <= picked.from && ms(one.end) > picked.from,
    ) ?? null;
  const serving = usersOf(layers);
  const owner = teams.data?.items.find((one) => one.slug === team);
  // Who has no part in a rota does not take it over; the server decides again.
  const mayTake =
    mayGive || serving.includes(me.email) || (owner?.members.includes(me.email) ?? false);
  const users = [...new Set([...(mayTake ? [me.email] : []), ...serving])].filter(
    (email) => email !== shift?.user,
  );
  const candidates = users.flatMap(
    (email) => people.data?.items.find((person) => person.email === email) ?? [],
  );
  const values = { from: when(picked.from, now, zone), to: clock(picked.to, zone) };
  const gapsBefore = (ahead?.gaps ?? []).reduce((sum, gap) => sum + ms(gap.end) - ms(gap.start), 0);
  const filled = (ahead?.gaps ?? []).reduce(
    (sum, gap) =>
      sum + Math.max(0, Math.min(ms(gap.end), picked.to) - Math.max(ms(gap.start), picked.from)),
    0,
  );
  const hoursOf = (email: string) =>
    lanes.final
      .filter((one) => one.user === email)
      .reduce((sum, one) => sum + ms(one.end) - ms(one.start), 0);
  const give = (person: (typeof candidates)[number]) =>
    cover.mutate(
      {
        params: { id: slug },
        body: {
          user: person.email,
          ...(shift && { replaces: shift.user }),
          start: new Date(picked.from).toISOString(),
          end: new Date(picked.to).toISOString(),
        },
      },
      {
        onSuccess: (made) =>
          toast({
            text: t.rich('covered', { name: person.name, ...values }),
            undo: () => undo.mutate({ params: { id: slug, override: made.id } }),
          }),
      },
    );
  return (
    <section className={styles.panel} aria-label={t('whoCould')}>
      <h2 className={styles.head}>
        {shift ? null : <SeverityShape state="sev1" />}
        {shift ? t('panel.shift', { who: shift.name, ...values }) : t('panel.gap', values)}
        <span
          className={styles.about}
        >{`${t('panel.length', { date: day(picked.from, zone), length: length(picked.to - picked.from) })} ${shift ? '' : t('panel.policy')}`}</span>
      </h2>
      <ul className={styles.list}>
        {candidates.map((person, index) => {
          const verified = person.contactMethods.some(
            (method) => method.verifiedAt !== null && method.brokenAt === null,
          );
          const asleep = asleepHours(picked.from, person.timezone);
          const own = person.email === me.email;
          return (
            <li key={person.id} className={styles.row}>
              <Person name={person.name} own={own} />
              <span
                className={styles.meta}
              >{`${city(person.timezone)}, ${clock(now, person.timezone)}`}</span>
              <span className={styles.fact}>
                <SeverityShape state={verified ? (asleep ? 'sev4' : 'ok') : 'sev2'} size={14} />
                {verified
                  ? t(asleep ? 'asleep' : 'awake', { time: clock(picked.from, person.timezone) })
                  : t('noReach')}
              </span>
              <span className={styles.meta}>
                {t('thisWeek', { hours: hoursWords(hoursOf(person.email)) })}
              </span>
              {own || mayGive ? (
                <Button
                  kind={index === 0 && shift === null ? 'primary' : 'secondary'}
                  size="small"
                  isDisabled={cover.isPending}
                  onPress={() => give(person)}
                >
                  {own ? t('take') : t('give', { name: firstName(person.name) })}
                </Button>
              ) : (
                <span />
              )}
            </li>
          );
        })}
      </ul>
      {candidates[0] ? (
        <p className={styles.effect}>
          <span className={styles.effectHead}>
            {t('effect.head', { name: firstName(candidates[0].name) })}
          </span>
          {filled > 0 ? (
            <span>
              {t.rich('effect.gap', {
                before: hoursWords(gapsBefore),
                after: hoursWords(gapsBefore - filled),
              })}
            </span>
          ) : null}
          <span>{t('effect.shift')}</span>
        </p>
      ) : null}
    </section>
  );
}
