import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';

import type { AlertBody } from '#alerts/contract';
import type { Now } from '#overview/contract';

import { useNames } from '../client/names.ts';
import { useMe } from '../client/session.ts';
import { useIsPhone } from '../client/use-is-phone.ts';
import type { useRows } from '../client/useRows.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { useNow } from '../ui/clock.ts';
import { cx } from '../ui/cx.ts';
import { Link } from '../ui/Link.tsx';
import { alertState, SeverityShape, stateShort } from '../ui/Severity.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { stateWords } from './state-words.ts';

import styles from './AlertTable.module.css';

type Page = Now['pages'][number];

interface AlertTableProps {
  alerts: readonly AlertBody[];
  pages: readonly Page[];
  rows: ReturnType<typeof useRows>;
}

/** Rows of 44, drawn only while they are in view: ten thousand scroll like ten. A phone scrolls the page itself and draws what is loaded. */
export function AlertTable({ alerts, pages, rows }: AlertTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const isPhone = useIsPhone();
  const virtual = useVirtualizer({
    count: alerts.length,
    getScrollElement: () => box.current?.closest('[data-scroll]') ?? null,
    estimateSize: () => 45,
    enabled: !isPhone,
    overscan: 12,
    scrollMargin: 0,
    getItemKey: (index) => alerts[index]?.id ?? index,
  });
  const all = rows.picked.size === alerts.length && alerts.length > 0;
  return (
    <div
      className={styles.table}
      role="table"
      aria-label={t('title')}
      aria-rowcount={alerts.length + 1}
      ref={box}
    >
      <div role="rowgroup">
        <div role="row" className={cx(styles.row, styles.head)} aria-rowindex={1}>
          <span role="columnheader" className={styles.pick}>
            <Checkbox
              label={t('head.pick')}
              checked={all}
              some={!all && rows.picked.size > 0}
              onChange={(on) => rows.pickAll(on)}
            />
          </span>
          <span role="columnheader" className={styles.severity}>
            <span className="hidden-text">{t('head.state')}</span>
          </span>
          <span role="columnheader" className={styles.what}>
            {t('head.what')}
          </span>
          <span role="columnheader" className={styles.events}>
            {t('head.events')}
          </span>
          <span role="columnheader" className={styles.since}>
            {t('head.since')}
          </span>
          <span role="columnheader" className={styles.owner}>
            {t('head.owner')}
          </span>
          <span role="columnheader" className={styles.state}>
            {t('head.state')}
          </span>
        </div>
      </div>
      {isPhone ? (
        <div role="rowgroup">
          {alerts.map((alert, index) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              page={pages.find((page) => page.id === alert.page)}
              rows={rows}
              index={index}
            />
          ))}
        </div>
      ) : (
        <div role="rowgroup" className={styles.body} style={{ blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const alert = alerts[item.index];
            if (!alert) return null;
            return (
              <div
                key={alert.id}
                ref={virtual.measureElement}
                data-index={item.index}
                className={styles.slot}
                style={{ transform: `translateY(${item.start}px)` }}
                role="none"
              >
                <AlertRow
                  alert={alert}
                  page={pages.find((page) => page.id === alert.page)}
                  rows={rows}
                  index={item.index}
                />
              </div>
            );
          })}
        </div>
      )}
    </div>
  );
}

function AlertRow({
  alert,
  page,
  rows,
  index,
}: {
  alert: AlertBody;
  page: Page | undefined;
  rows: AlertTableProps['rows'];
  index: number;
}) {
  const now = useNow('minute');
  const zone = useZone();
  const state = alertState(alert.severity);
  const picked = rows.picked.has(alert.ref);
  const cursor = rows.cursor === alert.ref;
  return (
    // The whole row takes the cursor by pointer; by keys it is j and k, and the link inside.
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={picked}
      data-cursor={cursor || undefined}
      className={cx(styles.row, styles.line, (cursor || picked) && styles.picked)}
      onPointerUp={(event) => {
        if (!(event.target instanceof Element) || event.target.closest('a,label,input') === null)
          rows.setCursor(alert.ref);
      }}
    >
      <span role="cell" className={styles.pick}>
        <Checkbox
          label={t('pick', { title: alert.title })}
          checked={picked}
          onChange={() => rows.toggle(alert.ref)}
        />
      </span>
      <span role="cell" className={styles.severity}>
        <SeverityShape state={state} />
        <span className={styles.sev}>{stateShort(state)}</span>
      </span>
      <span role="cell" className={styles.what}>
        <Link ink href={`/alerts/${alert.ref}`} className={styles.link}>
          {alert.serviceName ? <b className={styles.service}>{alert.serviceName}</b> : null}
          <span className={styles.sentence}>{alert.title}</span>
        </Link>
      </span>
      <span role="cell" className={styles.events}>
        {alert.occurrences}
      </span>
      <span role="cell" className={styles.since}>
        {when(alert.firstSeenAt, now, zone)}
      </span>
      <span role="cell" className={styles.owner}>
        <Owner who={alert.acknowledgedBy} />
      </span>
      <span role="cell" className={styles.state}>
        <StateCell alert={alert} page={page} />
      </span>
    </div>
  );
}

function Owner({ who }: { who: string | null }) {
  const names = useNames();
  const me = useMe();
  const name = names(who);
  if (name === null) return <span className={styles.quiet}>{t('unowned')}</span>;
  return (
    <span className={styles.person}>
      <Avatar name={name} own={who === me.email} />
      {name.split(' ')[0]}
    </span>
  );
}

function StateCell({ alert, page }: { alert: AlertBody; page: Page | undefined }) {
  const now = useNow();
  const zone = useZone();
  if (alert.incidentRef)
    return <Link href={`/incidents/${alert.incidentRef}`}>{alert.incidentRef}</Link>;
  const { words, pending } = stateWords(alert, page, { now, zone });
  return pending ? <b>{words}</b> : <span className={styles.quiet}>{words}</span>;
}
