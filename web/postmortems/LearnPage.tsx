import { postmortemsApi } from '#postmortems/contract';

import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { incidentState, SeverityShape, stateShort } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { date, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './Postmortem.module.css';

/** Postmortems and the promises that came of them. */
export function LearnPage() {
  return (
    <Screen title={t('learn')}>
      <div className={styles.page}>
        <Promises />
        <Postmortems />
      </div>
    </Screen>
  );
}

function Promises() {
  const zone = useZone();
  const actions = useRead(postmortemsApi.openActions, {}, { topics: ['postmortems', 'incidents'] });
  return (
    <section aria-label={t('actions')}>
      <div className={styles.listHead}>
        <h2>{t('actions')}</h2>
        <span>{t('actions.about')}</span>
      </div>
      <Read query={actions} what={t('actions.what')}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty good title={t('actions.none')} />
          ) : (
            <Table
              caption={t('actions')}
              stack
              rows={data.items}
              rowKey={(action) => action.id}
              columns={[
                {
                  id: 'action',
                  head: t('head.action'),
                  cell: (action) => (
                    <Link ink href={`/postmortems/${action.incident.ref}`}>
                      {action.text}
                    </Link>
                  ),
                },
                {
                  id: 'kind',
                  head: t('head.kind'),
                  cell: (action) => t(`kind.${action.kind}`),
                  wideOnly: true,
                },
                {
                  id: 'owner',
                  head: t('head.owner'),
                  cell: (action) => action.ownerName ?? t('nobody'),
                },
                {
                  id: 'from',
                  head: t('head.from'),
                  cell: (action) => action.incident.ref,
                  wideOnly: true,
                },
                {
                  id: 'due',
                  head: t('head.due'),
                  end: true,
                  cell: (action) => (
                    <span className={styles.fact}>
                      {action.overdue ? <SeverityShape state="sev1" size={14} /> : null}
                      {action.due === null ? t('noDate') : date(`${action.due}T12:00:00Z`, zone)}
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Read>
    </section>
  );
}

function Postmortems() {
  const zone = useZone();
  const now = useNow('minute');
  const postmortems = useRead(
    postmortemsApi.list,
    { query: { limit: 100 } },
    { topics: ['postmortems', 'incidents'] },
  );
  return (
    <section aria-label={t('postmortems')}>
      <div className={styles.listHead}>
        <h2>{t('postmortems')}</h2>
      </div>
      <Read query={postmortems} what={t('learn.what')}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty good title={t('postmortems.none')}>
              {t('postmortems.none.text')}
            </Empty>
          ) : (
            <Table
              caption={t('postmortems')}
              stack
              rows={data.items}
              rowKey={(one) => one.id}
              columns={[
                {
                  id: 'incident',
                  head: t('head.incident'),
                  cell: (one) => (
                    <Link ink href={`/postmortems/${one.incident.ref}`} className={styles.fact}>
                      <SeverityShape
                        state={incidentState(one.incident.severity)}
                        label={stateShort(incidentState(one.incident.severity))}
                      />
                      <span className={styles.muted}>{one.incident.ref}</span>
                      {one.incident.title}
                    </Link>
                  ),
                },
                { id: 'state', head: t('head.state'), cell: (one) => t(`state.${one.state}`) },
                {
                  id: 'due',
                  head: t('head.due'),
                  end: true,
                  cell: (one) =>
                    one.publishedAt !== null ? (
                      when(one.publishedAt, now, zone)
                    ) : one.dueAt === null ? (
                      ''
                    ) : (
                      <span className={styles.fact}>
                        {one.overdue ? <SeverityShape state="sev1" size={14} /> : null}
                        {one.overdue
                          ? t('late', { date: when(one.dueAt, now, zone) })
                          : when(one.dueAt, now, zone)}
                      </span>
                    ),
                },
              ]}
            />
          )
        }
      </Read>
    </section>
  );
}
