import type { Now } from '#overview/contract';

import { Checklist } from '../onboarding/Checklist.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { FactRow, List } from '../ui/Row.tsx';
import { Empty } from '../ui/States.tsx';
import { length, ms, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './Now.module.css';

type Item = Now['overdue'][number];

function Items({ items, late = false }: { items: readonly Item[]; late?: boolean }) {
  const now = useNow('minute');
  const zone = useZone();
  return (
    <List>
      {items.map((item) => (
        <FactRow
          key={`${item.kind}${item.href}${item.title}`}
          title={
            <Link ink strong href={item.href}>
              {item.title}
            </Link>
          }
          text={item.detail}
          right={
            item.at === null
              ? undefined
              : late
                ? t('late', { time: length(now - ms(item.at)) })
                : when(item.at, now, zone)
          }
        />
      ))}
    </List>
  );
}

function Part({ name, items }: { name: string; items: readonly Item[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <h3 className={styles.sub}>{name}</h3>
      <Items items={items} />
    </>
  );
}

/** Promises that are late, then what comes up and what may have been forgotten. */
export function Overdue({ now }: { now: Now }) {
  return (
    <section className={styles.column} aria-labelledby="now-overdue">
      <div className={styles.columnHead}>
        <h2 id="now-overdue">{t('overdue')}</h2>
        <span>{t('overdue.about')}</span>
      </div>
      <div className={styles.ruled}>
        {now.overdue.length === 0 ? (
          <div className={styles.nothing}>
            <Empty good title={t('overdue.none')} />
          </div>
        ) : null}
        <Items items={now.overdue} late />
      </div>
      <Part name={t('comingUp')} items={now.comingUp} />
      <Part name={t('forgotten')} items={now.forgotten} />
      <Checklist headClass={styles.sub} />
    </section>
  );
}
