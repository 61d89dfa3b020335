import { useState } from 'react';

import { alertsApi } from '#alerts/contract';
import { teamsApi } from '#people/contract';
import { servicesApi } from '#services/contract';

import { useAddress } from '../client/address.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMayAdd } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Link } from '../ui/Link.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { t } from './messages.en.ts';
import { ServiceForm } from './ServiceForm.tsx';
import { openByService } from './standing.ts';

import styles from './ServicesPage.module.css';

/** The catalogue: what there is, whose it is, who is paged for it, what is wrong with it now. */
export function ServicesPage() {
  const mayEdit = useMayAdd('services');
  const [address, setAddress] = useAddress<'q'>();
  const [adding, setAdding] = useState(false);
  const q = address.q ?? '';
  const services = useRead(
    servicesApi.list,
    { query: { limit: 200, ...(q && { q }) } },
    { topics: ['services'], keep: true },
  );
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const alerts = useRead(
    alertsApi.list,
    { query: { state: 'firing,acknowledged', limit: 200 } },
    { topics: ['alerts'] },
  );
  const open = openByService(alerts.data?.items ?? []);
  const teamName = (slug: string | null) =>
    teams.data?.items.find((team) => team.slug === slug)?.name ?? slug;
  const add = mayEdit ? (
    <Button kind="primary" onPress={() => setAdding(true)}>
      {t('add')}
    </Button>
  ) : undefined;
  return (
    <Screen title={t('title')}>
      <div className={styles.page}>
        <div className={styles.head}>
          <Field
            label={t('filter')}
            hideLabel
            type="search"
            ask={t('filter')}
            value={q}
            onChange={(next) => setAddress({ q: next === '' ? undefined : next })}
          />
          {(services.data?.items.length ?? 0) > 0 ? add : null}
        </div>
        <Read query={services} what={t('what')}>
          {(data) =>
            data.items.length === 0 && q === '' ? (
              <Empty good={false} title={t('none')} button={add}>
                {t('none.text')}
              </Empty>
            ) : (
              <Table
                caption={t('title')}
                rows={data.items.toSorted((a, b) => a.name.localeCompare(b.name))}
                rowKey={(service) => service.id}
                columns={[
                  {
                    id: 'service',
                    head: t('head.service'),
                    cell: (service) => (
                      <Link ink href={`/services/${service.slug}`}>
                        {service.name}
                      </Link>
                    ),
                  },
                  {
                    id: 'tier',
                    head: t('head.tier'),
                    cell: (service) => service.tier,
                    wideOnly: true,
                  },
                  {
                    id: 'owner',
                    head: t('head.owner'),
                    cell: (service) =>
                      service.team === null ? (
                        <span className={styles.fact}>
                          <SeverityShape state="sev2" size={14} />
                          {t('nobody')}
                        </span>
                      ) : (
                        teamName(service.team)
                      ),
                  },
                  {
                    id: 'policy',
                    head: t('head.policy'),
                    cell: (service) =>
                      service.escalationPolicy === null ? (
                        <span className={styles.quiet}>{t('noPolicy')}</span>
                      ) : (
                        <Link href={`/policies/${service.escalationPolicy}`}>
                          {service.escalationPolicy}
                        </Link>
                      ),
                    wideOnly: true,
                  },
                  {
                    id: 'needs',
                    head: t('head.needs'),
                    cell: (service) => (
                      <span className={styles.quiet}>{service.dependsOn.join(', ')}</span>
                    ),
                    wideOnly: true,
                  },
                  {
                    id: 'alerts',
                    head: t('head.alerts'),
                    end: true,
                    cell: (service) => {
                      const found = open.get(service.slug);
                      return found ? (
                        <Link
                          ink
                          href={`/alerts?service=${encodeURIComponent(service.slug)}`}
                          className={styles.fact}
                        >
                          <SeverityShape state={found.state} size={14} />
                          {found.count}
                        </Link>
                      ) : (
                        <span className={styles.quiet}>0</span>
                      );
                    },
                  },
                ]}
              />
            )
          }
        </Read>
      </div>
      {adding ? <ServiceForm service={null} onClose={() => setAdding(false)} /> : null}
    </Screen>
  );
}
