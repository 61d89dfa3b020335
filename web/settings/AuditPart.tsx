import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { auditApi } from '#people/contract';

import { useAddress } from '../client/address.ts';
import { api } from '../client/api.ts';
import { Read } from '../client/Read.tsx';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { clock, day, instantOf } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

const names = ['action', 'object', 'by', 'via', 'from', 'to'] as const;
type Name = (typeof names)[number];
const vias = ['web', 'api', 'cli', 'mcp', 'link', 'phone', 'mail', 'source', 'config', 'system'];

/** A day of the calendar becomes its first instant, in the zone of whoever looks. */
function startOf(date: string, zone: string, days = 0): string | undefined {
  const [year, month, dayOfMonth] = date.split('-').map(Number);
  if (!year || !month || !dayOfMonth) return undefined;
  return new Date(instantOf(zone, [year, month, dayOfMonth + days])).toISOString();
}

/** The filter as the API takes it: an area such as `person` finds all of its actions. */
function asQuery(filter: Partial<Record<Name, string>>, zone: string): Record<string, string> {
  const { action, from, to, ...rest } = filter;
  const area = action && !action.includes('.') ? `${action}.` : action;
  const pairs = Object.entries({
    ...rest,
    action: area,
    from: from && startOf(from, zone),
    to: to && startOf(to, zone, 1),
  });
  return Object.fromEntries(pairs.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Who changed what, when and through what; before and after on request; all of it as a file. */
export function AuditPart() {
  const zone = useZone();
  const [address, setAddress] = useAddress<Name>();
  const filter: Partial<Record<Name, string>> = Object.fromEntries(
    names.flatMap((name) => (address[name] ? [[name, address[name]]] : [])),
  );
  const asked = asQuery(filter, zone);
  const query = useInfiniteQuery({
    queryKey: ['/v1/audit', 'pages', asked],
    queryFn: ({ pageParam, signal }) =>
      api(auditApi.list, {
        query: { ...asked, limit: 50, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: keepPreviousData,
    meta: { topics: ['settings'] },
  });
  const entries = query.data?.pages.flatMap((page) => page.items) ?? [];
  const file = (format: string) =>
    `/v1/audit/export?${new URLSearchParams({ format, ...asked }).toString()}`;
  return (
    <Section
      title={t('audit')}
      action={
        <div className={styles.actions}>
          <a href={file('csv')} download>
            {t('audit.csv')}
          </a>
          <a href={file('jsonl')} download>
            {t('audit.jsonl')}
          </a>
        </div>
      }
    >
      <Filters filter={filter} onChange={setAddress} />
      <Read query={query} what={t('audit')}>
        {() =>
          entries.length === 0 ? (
            <Empty
              good
              title={t(Object.keys(asked).length === 0 ? 'audit.none' : 'audit.noneSuch')}
            />
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
                      <details className={styles.details}>
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

function Filters({
  filter,
  onChange,
}: {
  filter: Partial<Record<Name, string>>;
  onChange: (change: Partial<Record<Name, string | undefined>>) => void;
}) {
  const texts = ['action', 'object', 'by'] as const;
  const [typed, setTyped] = useState<Partial<Record<Name, string>>>(filter);
  // Names are matched whole, so they are asked for when they are complete, not at each letter.
  const commit = () =>
    onChange(Object.fromEntries(texts.map((name) => [name, typed[name]?.trim() || undefined])));
  return (
    <form
      className={styles.filters}
      role="search"
      aria-label={t('audit.filters')}
      onSubmit={(event) => {
        event.preventDefault();
        commit();
      }}
    >
      {texts.map((name) => (
        <Field
          key={name}
          label={t(`audit.filter.${name}`)}
          ask={t(`audit.filter.${name}.ask`)}
          value={typed[name] ?? ''}
          onChange={(value) => setTyped({ ...typed, [name]: value })}
        />
      ))}
      <Select
        label={t('audit.filter.via')}
        value={filter.via ?? 'any'}
        onChange={(via) => onChange({ via: via === 'any' ? undefined : via })}
        options={[
          { id: 'any', name: t('audit.filter.any') },
          ...vias.map((id) => ({ id, name: id })),
        ]}
      />
      {(['from', 'to'] as const).map((name) => (
        <Field
          key={name}
          type="date"
          label={t(`audit.filter.${name}`)}
          value={filter[name] ?? ''}
          onChange={(value) => onChange({ [name]: value || undefined })}
        />
      ))}
      <div className={styles.actions}>
        <Button type="submit">{t('audit.filter.button')}</Button>
      </div>
    </form>
  );
}
