import { useInfiniteQuery, keepPreviousData } from '@tanstack/react-query';

import { alertsApi, type AlertBody } from '#alerts/contract';
import { overviewApi } from '#overview/contract';

import { useAddress, useGo } from '../client/address.ts';
import { api } from '../client/api.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useRows } from '../client/useRows.ts';
import { Button } from '../ui/Button.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { AlertBar } from './AlertBar.tsx';
import { AlertFilters } from './AlertFilters.tsx';
import { AlertPane } from './AlertPane.tsx';
import { AlertProof, NoAlerts } from './AlertProof.tsx';
import { AlertTable } from './AlertTable.tsx';
import { t } from './messages.en.ts';
import { useAlertActions } from './useAlertActions.tsx';

import styles from './AlertsPage.module.css';

/** Which states each view shows; all of them newest first. */
const views = {
  open: 'firing,acknowledged,suppressed',
  firing: 'firing',
  acknowledged: 'acknowledged',
  suppressed: 'suppressed',
  resolved: 'resolved',
  all: '',
} as const;
type View = keyof typeof views;

type Address = 'view' | 'q' | 'service' | 'severity' | 'source' | 'at';

function viewOf(word: string | undefined): View {
  return word !== undefined && word in views ? (word as View) : 'open';
}

function useAlerts(address: Partial<Record<Address, string>>) {
  const filters = {
    ...(views[viewOf(address.view)] !== '' && { state: views[viewOf(address.view)] }),
    ...(address.q && { q: address.q }),
    ...(address.service && { service: address.service }),
    ...(address.severity && { severity: address.severity }),
    ...(address.source && { source: address.source }),
  };
  return useInfiniteQuery({
    queryKey: ['/v1/alerts', 'pages', filters],
    queryFn: ({ pageParam, signal }) =>
      api(alertsApi.list, {
        query: { ...filters, limit: 100, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    meta: { topics: ['alerts', 'pages'] },
  });
}

/** The inbox: sentences in one column, who has each, and what happens next. */
export function AlertsPage() {
  const [address, setAddress] = useAddress<Address>();
  const go = useGo();
  const view = viewOf(address.view);
  const query = useAlerts(address);
  const counts = useRead(alertsApi.counts, {}, { topics: ['alerts'] });
  const now = useRead(overviewApi.now, {}, { topics: ['now'] });
  const alerts: AlertBody[] = query.data?.pages.flatMap((page) => page.items) ?? [];
  const rows = useRows({
    ids: alerts.map((alert) => alert.ref),
    cursor: address.at ?? null,
    onCursor: (id) => setAddress({ at: id ?? undefined }),
    onOpen: (ref) => go(`/alerts/${ref}`),
    words: {
      group: t('rows.keys'),
      next: t('rows.next'),
      before: t('rows.before'),
      pick: t('rows.pick'),
      range: t('rows.range'),
      open: t('rows.open'),
      clear: t('rows.clear'),
    },
  });
  const actions = useAlertActions(
    alerts.filter((alert) => rows.target.includes(alert.ref)),
    rows.clear,
  );
  const shown = alerts.find((alert) => alert.ref === rows.cursor) ?? null;
  const filtered = Boolean(address.q ?? address.service ?? address.severity ?? address.source);
  const by = counts.data?.byState;
  const tabs = (Object.keys(views) as View[]).map((id) => ({
    id,
    name: t(`view.${id}`),
    count:
      id === 'open'
        ? counts.data?.open
        : id === 'all' || id === 'resolved'
          ? undefined
          : (by?.[id] ?? (counts.data ? 0 : undefined)),
  }));
  const pages = now.data?.pages ?? [];
  return (
    <Screen
      title={t('title')}
      about={counts.data ? t('about', { n: counts.data.open }) : undefined}
      pane={
        shown ? (
          <AlertPane alert={shown} page={pages.find((page) => page.id === shown.page)} />
        ) : undefined
      }
      bar={
        rows.target.length > 0 ? (
          <AlertBar count={rows.target.length} of={alerts.length} actions={actions} />
        ) : undefined
      }
    >
      <Tabs
        label={t('views')}
        tabs={tabs}
        value={view}
        onChange={(next) => setAddress({ view: next === 'open' ? undefined : next, at: undefined })}
        beside={<AlertFilters address={address} onChange={setAddress} />}
      >
        <Read query={query} what={t('what')} skeleton={<SkeletonRows rows={20} />}>
          {() =>
            alerts.length === 0 ? (
              <NoAlerts
                now={now.data}
                filtered={filtered || view !== 'open'}
                onClear={() =>
                  setAddress({
                    view: undefined,
                    q: undefined,
                    service: undefined,
                    severity: undefined,
                    source: undefined,
                  })
                }
              />
            ) : (
              <>
                <AlertTable alerts={alerts} pages={pages} rows={rows} />
                {query.hasNextPage ? (
                  <div className={styles.more}>
                    <Button
                      sending={query.isFetchingNextPage}
                      onPress={() => void query.fetchNextPage()}
                    >
                      {t('more')}
                    </Button>
                  </div>
                ) : null}
                <AlertProof now={now.data} />
              </>
            )
          }
        </Read>
      </Tabs>
      {actions.dialog}
    </Screen>
  );
}
