import { useState } from 'react';

import { alertsApi } from '#alerts/contract';
import { changesApi, type Change } from '#changes/contract';
import { incidentsApi } from '#incidents/contract';
import { intakeApi } from '#intake/contract';
import { teamsApi } from '#people/contract';
import { servicesApi } from '#services/contract';

import { usePathPart } from '../client/address.ts';
import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMay, useMayChange } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { FactRow, List, Row } from '../ui/Row.tsx';
import { place, Ruler } from '../ui/Ruler.tsx';
import { alertState } from '../ui/Severity.tsx';
import { Empty, SkeletonRows } from '../ui/States.tsx';
import { ms, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { changeIcons } from './change-icons.ts';
import { blastRadius } from './graph.ts';
import { t } from './messages.en.ts';
import { ServiceForm } from './ServiceForm.tsx';
import { ServiceGraph } from './ServiceGraph.tsx';
import { openByService } from './standing.ts';

import styles from './ServicesPage.module.css';

const dayMs = 86400e3;

/** One service: what stands on it, what it stands on, what is wrong, what changed, who is paged. */
export function ServicePage() {
  const slug = usePathPart('slug');
  const zone = useZone();
  const now = useNow('minute');
  const mayKeys = useMay('keys:read');
  const [editing, setEditing] = useState(false);
  const service = useRead(servicesApi.get, { params: { id: slug } }, { topics: ['services'] });
  const services = useRead(servicesApi.list, { query: { limit: 200 } }, { topics: ['services'] });
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const alerts = useRead(
    alertsApi.list,
    { query: { state: 'firing,acknowledged,suppressed', limit: 200 } },
    { topics: ['alerts'] },
  );
  const incidents = useRead(
    incidentsApi.list,
    { query: { state: 'open', limit: 200 } },
    { topics: ['incidents'] },
  );
  const hour = Math.floor(now / 3600e3) * 3600e3;
  const changes = useRead(
    changesApi.list,
    { query: { service: slug, from: new Date(hour - dayMs).toISOString(), limit: 50 } },
    { topics: ['changes'] },
  );
  const keys = useRead(
    intakeApi.listKeys,
    { query: { service: slug } },
    { topics: ['settings', 'alerts'], when: mayKeys },
  );
  const all = services.data?.items ?? [];
  const open = openByService(alerts.data?.items ?? [], incidents.data?.items);
  const own = (alerts.data?.items ?? []).filter((alert) => alert.service === slug);
  const suffers = blastRadius(slug, all);
  const name = (one: string) => all.find((other) => other.slug === one)?.name ?? one;
  const mayEdit = useMayChange('services', service.data?.team);
  const team = teams.data?.items.find((one) => one.slug === service.data?.team);
  const pane = service.data ? (
    <>
      <p className={styles.paneLabel}>{t('blast', { name: service.data.name })}</p>
      <h2 className={styles.paneHead}>
        {suffers.length === 0 ? t('blast.none') : t('blast.some', { n: suffers.length })}
      </h2>
      <List>
        {suffers.slice(0, 8).map((one) => (
          <FactRow
            key={one.slug}
            title={
              <Link ink strong href={`/services/${one.slug}`}>
                {name(one.slug)}
              </Link>
            }
            text={one.via === null ? t('blast.direct') : t('blast.via', { name: name(one.via) })}
          />
        ))}
      </List>
      <h3 className={styles.paneSub}>{t('policy')}</h3>
      <p>
        {service.data.escalationPolicy === null ? (
          t('noPolicy')
        ) : (
          <Link href={`/policies/${service.data.escalationPolicy}`}>
            {service.data.escalationPolicy}
          </Link>
        )}
      </p>
      {mayKeys ? (
        <>
          <h3 className={styles.paneSub}>{t('sources')}</h3>
          {keys.data?.items.length === 0 ? (
            <Empty
              good={false}
              title={t('sources.none')}
              action={{ name: t('sources.add'), href: `/integrations?service=${slug}` }}
            />
          ) : null}
          <List>
            {(keys.data?.items ?? []).map((key) => (
              <FactRow
                key={key.id}
                title={key.sourceName}
                text={
                  key.lastEventAt === null
                    ? t('sources.never')
                    : t('sources.last', { time: when(key.lastEventAt, now, zone) })
                }
              />
            ))}
          </List>
        </>
      ) : null}
      {service.data.links.length > 0 ? (
        <>
          <h3 className={styles.paneSub}>{t('links')}</h3>
          <ul>
            {service.data.links.map((link) => (
              <li key={link.href}>
                <a href={link.href} target="_blank" rel="noreferrer">
                  {link.text}
                </a>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  ) : null;
  return (
    <Screen
      title={service.data?.name ?? slug}
      about={
        service.data
          ? `${t('tier', { n: service.data.tier })}, ${team ? t('about', { team: team.name }) : t('about.none')}`
          : undefined
      }
      tools={
        service.data ? (
          <>
            <CopyYaml kind="service" id={slug} name={service.data.name} />
            {mayEdit ? (
              <Button kind="quiet" onPress={() => setEditing(true)}>
                {t('edit')}
              </Button>
            ) : null}
          </>
        ) : null
      }
      pane={pane}
    >
      <Read
        query={service}
        list={{ name: t('title'), href: '/services' }}
        what={t('one')}
        skeleton={<SkeletonRows rows={6} />}
      >
        {(data) => (
          <div className={styles.column}>
            {data.description ? <p>{data.description}</p> : null}
            <section aria-labelledby="service-graph">
              <div className={styles.sectionHead}>
                <h2 id="service-graph">{t('graph')}</h2>
              </div>
              <ServiceGraph slug={data.slug} services={all.length > 0 ? all : [data]} open={open} />
            </section>
            <section aria-labelledby="service-alerts">
              <div className={styles.sectionHead}>
                <h2 id="service-alerts">{t('alerts')}</h2>
              </div>
              {own.length === 0 ? <Empty good title={t('alerts.none')} /> : null}
              <List>
                {own.map((alert) => (
                  <Row
                    key={alert.id}
                    state={alertState(alert.severity)}
                    subject={alert.ref}
                    sentence={alert.title}
                    meta={when(alert.firstSeenAt, now, zone)}
                    href={`/alerts/${alert.ref}`}
                  />
                ))}
              </List>
            </section>
            <Changes
              changes={changes.data?.items ?? []}
              known={changes.data !== undefined}
              from={hour - dayMs}
              to={hour + 3600e3}
            />
          </div>
        )}
      </Read>
      {editing && service.data ? (
        <ServiceForm service={service.data} onClose={() => setEditing(false)} />
      ) : null}
    </Screen>
  );
}

function Changes({
  changes,
  known,
  from,
  to,
}: {
  changes: readonly Change[];
  known: boolean;
  from: number;
  to: number;
}) {
  const zone = useZone();
  const now = useNow('minute');
  return (
    <section aria-labelledby="service-changes">
      <div className={styles.sectionHead}>
        <h2 id="service-changes">{t('changes')}</h2>
        <span>{t('changes.about')}</span>
      </div>
      <Ruler from={from} to={to} now={now} height={30}>
        {changes.map((change) => (
          <span
            key={change.id}
            className={styles.mark}
            style={{ insetInlineStart: `${place(ms(change.happenedAt), from, to)}%` }}
            title={change.summary}
          />
        ))}
      </Ruler>
      {known && changes.length === 0 ? (
        <Empty good title={t('changes.none')}>
          {t('changes.none.text')}
        </Empty>
      ) : null}
      <ul className={styles.list}>
        {changes.map((change) => (
          <li key={change.id} className={styles.line}>
            <Icon of={changeIcons[change.kind]} />
            <b>{change.summary}</b>
            <span
              className={styles.quiet}
            >{`${when(change.happenedAt, now, zone)}, ${change.environment}${change.undo ? `, ${t('changes.undo', { how: change.undo })}` : ''}`}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
