import { useState } from 'react';

import { oncallApi } from '#oncall/contract';
import { policiesApi } from '#paging/contract';

import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMayAdd, useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { RotaForm } from './RotaForm.tsx';

import styles from './OnCallPage.module.css';

/** All rotas with who is on them now, and the policies that page them. */
export function OnCallPage() {
  const zone = useZone();
  const now = useNow('minute');
  const me = useMe();
  const mayEdit = useMayAdd('schedules');
  const mayPolicy = useMayAdd('policies');
  const [making, setMaking] = useState(false);
  const rotas = useRead(oncallApi.oncall, {}, { topics: ['oncall'], every: 60_000 });
  const policies = useRead(policiesApi.list, { query: { limit: 200 } }, { topics: ['oncall'] });
  return (
    <Screen title={t('title')}>
      <div className={styles.page}>
        <section aria-labelledby="rotas">
          <div className={styles.head}>
            <h2 id="rotas">{t('rotas')}</h2>
            {mayEdit && (rotas.data?.items.length ?? 0) > 0 ? (
              <Button onPress={() => setMaking(true)}>{t('new.rota')}</Button>
            ) : null}
          </div>
          <Read query={rotas} what={t('what')}>
            {(data) =>
              data.items.length === 0 ? (
                <Empty
                  good={false}
                  title={t('none.title')}
                  button={
                    mayEdit ? (
                      <Button onPress={() => setMaking(true)}>{t('new.rota')}</Button>
                    ) : undefined
                  }
                >
                  {t('none.text')}
                </Empty>
              ) : (
                <Table
                  caption={t('rotas')}
                  rows={data.items.toSorted((a, b) =>
                    a.schedule.name.localeCompare(b.schedule.name),
                  )}
                  rowKey={(row) => row.schedule.id}
                  columns={[
                    {
                      id: 'rota',
                      head: t('head.rota'),
                      cell: (row) => (
                        <Link ink href={`/schedules/${row.schedule.slug}`}>
                          {row.schedule.name}
                        </Link>
                      ),
                    },
                    {
                      id: 'team',
                      head: t('head.team'),
                      cell: (row) => row.team?.name ?? '',
                      wideOnly: true,
                    },
                    {
                      id: 'now',
                      head: t('head.now'),
                      cell: (row) =>
                        row.people.length === 0 ? (
                          <b className={styles.nobody}>
                            <SeverityShape state="sev1" />
                            {t('nobody')}
                          </b>
                        ) : (
                          <span className={styles.people}>
                            {row.people.map((person) => (
                              <Person
                                key={person.id}
                                name={person.name}
                                own={person.id === me.id}
                              />
                            ))}
                          </span>
                        ),
                    },
                    {
                      id: 'until',
                      head: t('head.until'),
                      cell: (row) => (row.until === null ? '' : when(row.until, now, zone)),
                    },
                    {
                      id: 'next',
                      head: t('head.next'),
                      cell: (row) => row.next.map((person) => person.name).join(', '),
                      wideOnly: true,
                    },
                  ]}
                />
              )
            }
          </Read>
        </section>
        <section aria-labelledby="policies">
          <div className={styles.head}>
            <h2 id="policies">{t('policies')}</h2>
            {mayPolicy ? <ButtonLink href="/policies/new">{t('new.policy')}</ButtonLink> : null}
          </div>
          <Read query={policies} what={t('policies')}>
            {(data) =>
              data.items.length === 0 ? (
                <Empty good={false} title={t('noPolicy')}>
                  {t('noPolicy.text')}
                </Empty>
              ) : (
                <Table
                  caption={t('policies')}
                  rows={data.items.toSorted((a, b) => a.name.localeCompare(b.name))}
                  rowKey={(row) => row.id}
                  columns={[
                    {
                      id: 'policy',
                      head: t('head.policy'),
                      cell: (row) => (
                        <Link ink href={`/policies/${row.slug}`}>
                          {row.name}
                        </Link>
                      ),
                    },
                    {
                      id: 'steps',
                      head: t('head.steps'),
                      cell: (row) => row.steps.length,
                      end: true,
                    },
                    { id: 'repeat', head: t('head.repeat'), cell: (row) => row.repeat, end: true },
                  ]}
                />
              )
            }
          </Read>
        </section>
      </div>
      {making ? <RotaForm schedule={null} onClose={() => setMaking(false)} /> : null}
    </Screen>
  );
}
