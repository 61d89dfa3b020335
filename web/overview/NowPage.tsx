import { overviewApi, type Now } from '#overview/contract';

import { useGo } from '../client/address.ts';
import { useCommands } from '../client/commands.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useNow } from '../ui/clock.ts';
import { Skeleton, SkeletonRows } from '../ui/States.tsx';
import { clock, day } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { FurtherIncidents, HotIncident } from './Burning.tsx';
import { HotPage, PageRows, TakenRows } from './BurningPages.tsx';
import { t } from './messages.en.ts';
import { NightWatch } from './NightWatch.tsx';
import { OnCall } from './OnCall.tsx';
import { Overdue } from './Overdue.tsx';
import { ChainList, Quiet } from './Quiet.tsx';
import { nowTopics } from './topics.ts';

import styles from './Now.module.css';

const severest = ['sev1', 'sev2', 'sev3', 'sev4'];

function Burning({ now }: { now: Now }) {
  const go = useGo();
  const incidents = now.incidents.toSorted(
    (a, b) =>
      severest.indexOf(a.severity) - severest.indexOf(b.severity) ||
      a.startedAt.localeCompare(b.startedAt),
  );
  const untaken = now.pages.filter(
    (page) => page.state === 'triggered' || page.exhausted || page.unreachable,
  );
  const taken = now.pages.filter((page) => !untaken.includes(page));
  const [hot, ...further] = incidents;
  const hotPage = hot ? undefined : untaken[0];
  useCommands(
    incidents.slice(0, 9).map((incident, index) => ({
      id: `join-${incident.ref}`,
      name: t('join', { ref: incident.ref }),
      also: incident.title,
      keys: String(index + 1),
      group: t('burning'),
      run: () => go(`/incidents/${incident.ref}`),
    })),
  );
  const about = [
    ...(incidents.length > 0 ? [t('burning.incidents', { n: incidents.length })] : []),
    ...(untaken.length > 0 ? [t('burning.pages', { n: untaken.length })] : []),
    ...(taken.length > 0 ? [t('burning.taken', { n: taken.length })] : []),
  ];
  const quiet = about.length === 0;
  return (
    <section className={styles.column} aria-labelledby="now-burning">
      <div className={styles.columnHead}>
        <h2 id="now-burning">{t('burning')}</h2>
        <span>{quiet ? t('burning.none') : about.join(', ')}</span>
      </div>
      {hot ? <HotIncident incident={hot} /> : null}
      {hotPage ? <HotPage page={hotPage} /> : null}
      {quiet ? (
        <Quiet now={now} />
      ) : (
        <div className={styles.ruled}>
          <FurtherIncidents incidents={further} />
          <PageRows pages={hotPage ? untaken.slice(1) : untaken} />
          <TakenRows pages={taken} />
        </div>
      )}
      {!quiet && now.chain.problems.length > 0 ? (
        <div className={styles.broken}>
          <ChainList now={now} brokenOnly />
        </div>
      ) : null}
    </section>
  );
}

function NowSkeleton() {
  return (
    <div className={styles.columns}>
      {[8, 9, 6].map((rows, index) => (
        <div key={index} className={styles.column}>
          <div className={styles.columnHead}>
            <Skeleton width="96px" />
          </div>
          <SkeletonRows rows={rows} height={57} />
        </div>
      ))}
    </div>
  );
}

/** Home: what burns, who is on call, what is overdue. */
export function NowPage() {
  const zone = useZone();
  const minute = useNow('minute');
  const query = useRead(overviewApi.now, {}, { topics: nowTopics, every: 30_000 });
  return (
    <Screen title={t('title')} about={`${day(minute, zone)}, ${clock(minute, zone)}`}>
      <Read query={query} what={t('what')} skeleton={<NowSkeleton />}>
        {(now) => (
          <>
            <NightWatch watch={now.watch} />
            <div className={styles.columns}>
              <Burning now={now} />
              <OnCall schedules={now.onCall} />
              <Overdue now={now} />
            </div>
          </>
        )}
      </Read>
    </Screen>
  );
}
