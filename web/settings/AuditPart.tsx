import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

import { auditApi } from '#people/contract';

import { useAddress } from '../client/address.ts';
import { api } from '../client/api.ts';
import { Read } from '../client/Read.tsx';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { clock, day } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

/** Who changed what, when and through what; before and after on request. */
export function AuditPart() {
  const zone = useZone();
  const [address, setAddress] = useAddress<'object'>();
  const object = address.object ?? '';
  const query = useInfiniteQuery({
    queryKey: ['/v1/audit', 'pages', object],
    queryFn: ({ pageParam, signal }) =>
      api(auditApi.list, {
        query: { ...(object && { object }), limit: 50, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    meta: { topics: ['settings'] },
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Section
      title={t('audit')}
      action={
        <Field
          label={t('audit.filter')}
          hideLabel
          type="search"
          ask={t('audit.filter')}
          value={object}
          onChange={(next) => setAddress({ object: next === '' ? undefined : next })}
        />
      }
    >
      <Read query={query} what={t('audit')}>
        {() =>
          entries.length === 0 ? (
            <Empty good title={t('audit.none')} />
          ) : (
            <Table
              caption={t('audit')}
              rows={entries}
              rowKey={(entry) => entry.id}
              columns={[
                {
                  id: 'at',
                  head: t('head.at'),
                  cell: (entry) => `${day(entry.at, zone)} ${clock(entry.at, zone, true)}`,
                },
                { id: 'by', head: t('head.by'), cell: (entry) => entry.by.label },
                { id: 'via', head: t('head.via'), cell: (entry) => entry.via, wideOnly: true },
                { id: 'action', head: t('head.action'), cell: (entry) => entry.action },
                {
                  id: 'object',
                  head: t('head.object'),
                  cell: (entry) => entry.object.ref ?? entry.object.id,
                  wideOnly: true,
                },
                {
                  id: 'details',
                  head: '',
                  cell: (entry) =>
                    entry.before === null && entry.after === null ? null : (
                      <details>
                        <summary>{t('audit.details')}</summary>
                        <pre
                          className={styles.json}
                          tabIndex={0}
                          role="region"
                          aria-label={t('audit.details')}
                        >{`${t('before')} ${JSON.stringify(entry.before, null, 1)}\n${t('after')} ${JSON.stringify(entry.after, null, 1)}`}</pre>
                      </details>
                    ),
                },
              ]}
            />
          )
        }
      </Read>
      {query.hasNextPage ? (
        <div className={styles.actions}>
          <Button sending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            {t('audit.more')}
          </Button>
        </div>
      ) : null}
    </Section>
  );
}
