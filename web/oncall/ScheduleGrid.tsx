import type { Lanes } from '#oncall/contract';

import { useMe } from '../client/session.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { useNow } from '../ui/clock.ts';
import { cx } from '../ui/cx.ts';
import { place } from '../ui/Ruler.tsx';
import { ScheduleLane, type Shift } from '../ui/ScheduleLane.tsx';
import { clock, day, fields, ms, startOfDay, zoneName } from '../ui/time.ts';
import { useWidth } from '../ui/width.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { hoursWords, tones } from './people.ts';
import { midnights } from './range.ts';

import styles from './ScheduleGrid.module.css';

interface GridProps {
  lanes: Lanes;
  from: number;
  to: number;
  onPick: (shift: Shift) => void;
}

/** Who is really paged on top, heavy; what makes it up below; people last, with their hours in view. */
export function ScheduleGrid({ lanes, from, to, onPick }: GridProps) {
  const now = useNow('minute');
  const tone = tones(lanes);
  const covered = new Set(lanes.overrides.map((override) => `${override.user}`));
  const shift = (one: Lanes['final'][number]): Shift => ({
    from: ms(one.start),
    to: ms(one.end),
    who: firstName(one.name),
    id: one.user,
    tone: tone(one.user),
    begun: one.begun,
    goesOn: one.goesOn,
  });
  const isOverride = (one: Lanes['final'][number]) =>
    covered.has(one.user) &&
    lanes.overrides.some(
      (override) =>
        override.user === one.user &&
        ms(override.start) <= ms(one.start) &&
        ms(override.end) >= ms(one.end),
    );
  const final: Shift[] = [
    ...lanes.final.map((one): Shift => ({
      ...shift(one),
      kind: isOverride(one) ? 'override' : 'shift',
    })),
    ...lanes.gaps.map((gap): Shift => ({
      from: ms(gap.start),
      to: ms(gap.end),
      who: '',
      kind: 'gap',
      begun: gap.begun,
      goesOn: gap.goesOn,
    })),
  ].toSorted((a, b) => a.from - b.from);
  const people = [...new Map(lanes.final.map((one) => [one.user, one.name]))];
  const lane = { from, to, now };
  return (
    <div className={styles.grid}>
      <Days from={from} to={to} now={now} />
      <div className={cx(styles.row, styles.final)}>
        <div className={styles.name}>
          <b>{t('final')}</b>
          <span className={styles.under}>{t('final.under')}</span>
        </div>
        <ScheduleLane {...lane} shifts={final} height={60} onPick={onPick} label={t('final')} />
      </div>
      <div className={styles.row}>
        <div className={styles.name}>{t('overrides')}</div>
        <ScheduleLane
          {...lane}
          label={t('overrides')}
          shifts={lanes.overrides.map((override) => ({
            from: ms(override.start),
            to: ms(override.end),
            who: override.name === null ? t('nobody') : firstName(override.name),
            kind: 'override',
            id: override.id,
            ...(override.user !== null && { tone: tone(override.user) }),
          }))}
        />
      </div>
      {lanes.layers.map((layer, index) => (
        <div key={layer.layer} className={styles.row}>
          <div className={styles.name}>
            {layer.name ?? t('layer', { n: index + 1 })}
            {layer.shadow ? <span className={styles.under}>{t('shadow')}</span> : null}
          </div>
          <ScheduleLane
            {...lane}
            shifts={layer.shifts.map(shift)}
            label={layer.name ?? t('layer', { n: index + 1 })}
          />
        </div>
      ))}
      <div className={styles.people}>
        {people.map(([user, name]) => (
          <PersonLane
            key={user}
            user={user}
            name={name}
            lanes={lanes}
            range={lane}
            tone={tone(user)}
          />
        ))}
      </div>
    </div>
  );
}

export function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

function PersonLane({
  user,
  name,
  lanes,
  range,
  tone,
}: {
  user: string;
  name: string;
  lanes: Lanes;
  range: { from: number; to: number; now: number };
  tone: number;
}) {
  const me = useMe();
  const own = lanes.final.filter((one) => one.user === user);
  const sum = own.reduce(
    (total, one) => total + Math.min(ms(one.end), range.to) - Math.max(ms(one.start), range.from),
    0,
  );
  return (
    <div className={cx(styles.row, styles.person)}>
      <div className={styles.name}>
        <span className={styles.face}>
          <Avatar name={name} own={user === me.email} size={18} />
          {firstName(name)}
        </span>
        <span className={styles.hours}>{hoursWords(sum)}</span>
      </div>
      <ScheduleLane
        {...range}
        height={12}
        shifts={own.map((one) => ({
          from: ms(one.start),
          to: ms(one.end),
          who: firstName(name),
          tone,
          id: user,
          begun: one.begun,
          goesOn: one.goesOn,
        }))}
        label={name}
      />
    </div>
  );
}

/** Day heads with ruler ticks, weekends on hull, the line of now through all lanes. */
function Days({ from, to, now }: { from: number; to: number; now: number }) {
  const zone = useZone();
  const [box, width] = useWidth();
  const marks = midnights(from, to, zone);
  const count = Math.max(1, marks.length - 1);
  const perDay = width / count;
  const today = startOfDay(now, zone);
  const hours = perDay > 90 ? [6, 12, 18] : perDay > 46 ? [12] : [];
  const left = (at: number) => `${place(at, from, to)}%`;
  return (
    <div className={styles.days}>
      <div className={styles.zone}>{zoneName(zone, now)}</div>
      <div className={styles.heads} ref={box}>
        {marks.slice(0, -1).map((at, index) => {
          const end = marks[index + 1] ?? to;
          const weekday = fields(at, zone).weekday;
          const odd = Math.round((end - at) / 3600e3) !== 24;
          const words = day(at, zone).split(' ');
          return (
            <div
              key={at}
              className={cx(styles.day, (weekday === 0 || weekday === 6) && styles.weekend)}
              style={{
                insetInlineStart: left(at),
                inlineSize: `${place(end, from, to) - place(at, from, to)}%`,
              }}
            >
              <span className={cx(styles.dayName, at === today && styles.today)}>
                {perDay > 62 ? `${words[0]} ${words[1]}` : (words[1] ?? '')}
              </span>
              {odd && perDay > 90 ? (
                <span className={styles.odd}>
                  {t('dayLength', { h: Math.round((end - at) / 3600e3) })}
                </span>
              ) : null}
              {hours.map((hour) => (
                <span
                  key={hour}
                  className={styles.hour}
                  style={{ insetInlineStart: `${(hour / 24) * 100}%` }}
                >
                  {hour === 12 ? <span>12</span> : null}
                </span>
              ))}
            </div>
          );
        })}
        {now >= from && now < to ? (
          <div className={styles.now} style={{ insetInlineStart: left(now) }}>
            <span className={styles.flag}>{clock(now, zone)}</span>
          </div>
        ) : null}
      </div>
    </div>
  );
}
