import { intakeApi } from '#intake/contract';

import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useNow } from '../ui/clock.ts';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './IntegrationsPage.module.css';

/** Payloads that could not be understood, each with the reason and its beginning. */
export function Rejected() {
  const zone = useZone();
  const now = useNow('minute');
  const rejected = useRead(
    intakeApi.listRejected,
    { query: { limit: 50 } },
    { topics: ['alerts', 'settings'], every: 60_000 },
  );
  return (
    <section aria-labelledby="rejected">
      <div className={styles.head}>
        <h2 id="rejected">{t('rejected')}</h2>
      </div>
      <Read query={rejected} what={t('rejected.what')}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty good title={t('rejected.none')} />
          ) : (
            <Table
              caption={t('rejected')}
              rows={data.items}
              rowKey={(row) => row.id}
              columns={[
                { id: 'source', head: t('head.source'), cell: (row) => row.source },
                { id: 'at', head: t('head.at'), cell: (row) => when(row.at, now, zone) },
                { id: 'reason', head: t('head.reason'), cell: (row) => row.reason },
                {
                  id: 'body',
                  head: '',
                  cell: (row) =>
                    row.body === null ? null : (
                      <details>
                        <summary>{t('rejected.body')}</summary>
                        <pre
                          className={styles.body}
                          tabIndex={0}
                          role="region"
                          aria-label={t('rejected.body')}
                        >
                          {row.body}
                        </pre>
                      </details>
                    ),
                  wideOnly: true,
                },
              ]}
            />
          )
        }
      </Read>
    </section>
  );
}
