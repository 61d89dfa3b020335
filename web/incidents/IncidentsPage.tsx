import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import { incidentsApi, type IncidentBody } from '#incidents/contract';

import { useAddress } from '../client/address.ts';
import { api } from '../client/api.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMe } from '../client/session.ts';
import { useShell } from '../client/shell.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { Link } from '../ui/Link.tsx';
import { phaseName } from '../ui/PhaseStepper.tsx';
import { incidentState, SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { length, ms, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { nameIn, startOf } from './names.ts';

import styles from './IncidentsPage.module.css';

const views = ['open', 'resolved', 'all'] as const;
type View = (typeof views)[number];

function viewOf(word: string | undefined): View {
  return views.find((view) => view === word) ?? 'all';
}

/** All incidents, the open ones first to see. */
export function IncidentsPage() {
  const shell = useShell();
  const [address, setAddress] = useAddress<'view' | 'q'>();
  const view = viewOf(address.view);
  const q = address.q ?? '';
  const query = useInfiniteQuery({
    queryKey: ['/v1/incidents', 'pages', view, q],
    queryFn: ({ pageParam, signal }) =>
      api(incidentsApi.list, {
        query: {
          limit: 50,
          ...(view !== 'all' && { state: view }),
          ...(q && { q }),
          ...(pageParam && { cursor: pageParam }),
        },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    meta: { topics: ['incidents', 'incident:*'] },
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const incidents = items.toSorted(
    (a, b) => Number(a.state === 'resolved') - Number(b.state === 'resolved'),
  );
  const declare = (
    <Button kind="primary" keys="c" onPress={() => shell.declare()}>
      {t('declare.title')}
    </Button>
  );
  return (
    <Screen title={t('title')}>
      <Tabs
        label={t('views')}
        value={view}
        onChange={(next) => setAddress({ view: next === 'all' ? undefined : next })}
        tabs={views.map((id) => ({ id, name: t(`view.${id}`) }))}
        beside={
          <Field
            className={styles.search ?? ''}
            label={t('search')}
            hideLabel
            type="search"
            ask={t('search')}
            value={q}
            onChange={(next) => setAddress({ q: next === '' ? undefined : next })}
          />
        }
      >
        <div className={styles.page}>
          <Read query={query} what={t('what')}>
            {() =>
              incidents.length === 0 ? (
                <Empty
                  good
                  title={q ? t('none.filter') : view === 'open' ? t('none.open') : t('none.ever')}
                  button={q ? undefined : declare}
                >
                  {q || view === 'open' ? '' : t('none.ever.text')}
                </Empty>
              ) : (
                <IncidentTable incidents={incidents} />
              )
            }
          </Read>
          {query.hasNextPage ? (
            <div>
              <Button sending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
                {t('more')}
              </Button>
            </div>
          ) : null}
        </div>
      </Tabs>
    </Screen>
  );
}

function IncidentTable({ incidents }: { incidents: readonly IncidentBody[] }) {
  const zone = useZone();
  const now = useNow('minute');
  const me = useMe();
  const took = (incident: IncidentBody) =>
    length(
      (incident.times.resolvedAt === null ? now : ms(incident.times.resolvedAt)) -
        ms(startOf(incident)),
    );
  return (
    <Table
      caption={t('title')}
      rows={incidents}
      rowKey={(incident) => incident.id}
      columns={[
        {
          id: 'incident',
          head: t('head.incident'),
          cell: (incident) => (
            <Link ink href={`/incidents/${incident.ref}`} className={styles.incident}>
              <SeverityShape
                state={incident.state === 'open' ? incidentState(incident.severity) : 'ok'}
              />
              <span className={styles.ref}>{incident.ref}</span>
              <span>{incident.title}</span>
            </Link>
          ),
        },
        {
          id: 'severity',
          head: t('head.severity'),
          cell: (incident) => `${incident.severityName} ${incident.severityWord}`,
          wideOnly: true,
        },
        {
          id: 'phase',
          head: t('head.phase'),
          cell: (incident) => (
            <b className={incident.state === 'open' ? undefined : styles.quiet}>
              {incident.state === 'open' ? phaseName(incident.phase) : t('view.resolved')}
            </b>
          ),
        },
        {
          id: 'lead',
          head: t('head.lead'),
          cell: (incident) => {
            const name = nameIn(incident, incident.commander);
            return name === null ? (
              <span className={styles.quiet}>{t('nobody')}</span>
            ) : (
              <Person name={name} own={incident.commander === me.email} />
            );
          },
          wideOnly: true,
        },
        {
          id: 'began',
          head: t('head.started'),
          cell: (incident) => when(startOf(incident), now, zone),
        },
        { id: 'took', head: t('head.length'), cell: took, end: true, wideOnly: true },
        {
          id: 'updates',
          head: t('head.updates'),
          cell: (incident) =>
            incident.updates.sent === 0
              ? ''
              : `${incident.updates.onTime} / ${incident.updates.sent}`,
          end: true,
          wideOnly: true,
        },
      ]}
    />
  );
}
