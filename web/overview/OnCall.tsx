import type { Now } from '#overview/contract';

import { useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { asleepHours, city, clock, length, ms, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { methodName } from './method-name.ts';

import styles from './Now.module.css';

type Schedule = Now['onCall'][number];

function Reach({ person }: { person: Schedule['people'][number] }) {
  const now = useNow('minute');
  if (person.reach === 'ok') {
    const methods = t('reach.ok', { methods: person.methods.map(methodName).join(' + ') });
    return (
      <span
        className={styles.rotaUnder}
      >{`${asleepHours(now, person.timezone) ? t('hours.asleep') : t('hours.awake')}, ${methods}`}</span>
    );
  }
  return (
    <span className={styles.reachBad}>
      <SeverityShape state={person.reach === 'none' ? 'sev1' : 'sev2'} size={14} />
      {t(person.reach === 'none' ? 'reach.none' : 'reach.pushOnly')}
    </span>
  );
}

function Rota({ schedule }: { schedule: Schedule }) {
  const now = useNow('minute');
  const zone = useZone();
  const me = useMe();
  const href = `/schedules/${schedule.slug}`;
  if (schedule.people.length === 0) {
    return (
      <div>
        <div className={styles.rotaLine}>
          <b className={styles.reachBad}>
            <SeverityShape state="sev1" />
            {schedule.nobodyUntil === null
              ? t('nobody.on')
              : t('nobody.until', { time: when(schedule.nobodyUntil, now, zone) })}
          </b>
          <Link href={href}>{t('cover')}</Link>
        </div>
        <span className={styles.rotaUnder}>{`${schedule.name}: ${t('nobody.text')}`}</span>
      </div>
    );
  }
  return schedule.people.map((one, index) => (
    <div key={one.person.id}>
      <div className={styles.rotaLine}>
        <Link ink href={href}>
          <Person
            name={one.person.name}
            own={one.person.id === me.id}
            meta={index === 0 && schedule.team !== null ? schedule.name : undefined}
          />
        </Link>
        <span className={styles.place}>{clock(now, one.timezone)}</span>
      </div>
      <div className={styles.rotaLine}>
        <Reach person={one} />
        <span className={styles.place}>{city(one.timezone)}</span>
      </div>
    </div>
  ));
}

/** Who would be paged at this moment, by team, and whether it would wake them. */
export function OnCall({ schedules }: { schedules: readonly Schedule[] }) {
  const now = useNow('minute');
  const zone = useZone();
  const teams = new Map<string, Schedule[]>();
  for (const schedule of schedules) {
    const team = schedule.team?.name ?? schedule.name;
    teams.set(team, [...(teams.get(team) ?? []), schedule]);
  }
  const next = Math.min(
    ...schedules.flatMap((schedule) =>
      schedule.nextHandoffAt === null ? [] : [ms(schedule.nextHandoffAt)],
    ),
  );
  return (
    <section className={styles.column} aria-labelledby="now-oncall">
      <div className={styles.columnHead}>
        <h2 id="now-oncall">{t('oncall')}</h2>
        {Number.isFinite(next) ? (
          <span>
            {t('oncall.handOver.in', { time: when(next, now, zone), in: length(next - now) })}
          </span>
        ) : null}
      </div>
      <div className={styles.ruled}>
        {schedules.length === 0 ? (
          <div className={styles.nothing}>
            <Empty
              good={false}
              title={t('oncall.none')}
              action={{ name: t('oncall.none.link'), href: '/on-call' }}
            >
              {t('oncall.none.text')}
            </Empty>
          </div>
        ) : null}
        {[...teams].map(([team, list]) => (
          <div key={team} className={styles.team}>
            <h3 className={styles.teamName}>{team}</h3>
            <div className={styles.rotas}>
              {list.map((schedule) => (
                <Rota key={schedule.id} schedule={schedule} />
              ))}
            </div>
          </div>
        ))}
      </div>
    </section>
  );
}
