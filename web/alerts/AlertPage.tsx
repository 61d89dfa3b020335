import { useState } from 'react';

import { alertsApi, type AlertDetail } from '#alerts/contract';
import { intakeApi } from '#intake/contract';
import { servicesApi } from '#services/contract';

import { usePathPart } from '../client/address.ts';
import { useNames } from '../client/names.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { PageLadder } from '../paging/PageLadder.tsx';
import { openByService } from '../services/standing.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { FactRow, List } from '../ui/Row.tsx';
import { alertState, SeverityBadge, SeverityShape } from '../ui/Severity.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { clock, day, length, ms, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { AlertEvents } from './AlertEvents.tsx';
import { Changed } from './Changed.tsx';
import { t } from './messages.en.ts';
import { useAlertActions } from './useAlertActions.tsx';

import styles from './AlertPage.module.css';

/** One alert: what hurts, what changed near it, whether it was here before, who is told and when. */
export function AlertPage() {
  const ref = usePathPart('ref');
  const query = useRead(alertsApi.get, { params: { id: ref } }, { topics: ['alerts', 'pages'] });
  const alert = query.data;
  const service = useRead(
    servicesApi.get,
    { params: { id: alert?.service ?? '' } },
    { topics: ['services'], when: alert?.service !== null && alert !== undefined },
  );
  const actions = useAlertActions(alert ? [alert] : [], () => undefined);
  return (
    <Screen
      title={alert?.serviceName ?? ref}
      back={{ name: t('back'), href: '/alerts' }}
      pane={alert ? <Pane alert={alert} needs={service.data?.dependsOn} /> : undefined}
    >
      <Read
        query={query}
        list={{ name: t('back'), href: '/alerts' }}
        what={t('one')}
        skeleton={<SkeletonRows rows={8} />}
      >
        {(data) => (
          <>
            <Head alert={data} team={service.data?.team ?? null} actions={actions} />
            <div className={styles.columns}>
              <AlertEvents alert={data} needs={service.data?.dependsOn ?? []} />
              <Changed alert={data} needs={service.data?.dependsOn ?? []} />
              <div className={styles.two}>
                <Before alert={data} />
                <Facts alert={data} />
              </div>
              <Payload alert={data} />
            </div>
          </>
        )}
      </Read>
      {actions.dialog}
    </Screen>
  );
}

function sentence(
  alert: AlertDetail,
  at: { now: number; zone: string; owner: string | null },
): string {
  const events = t('detail.events', { n: alert.occurrences });
  if (alert.resolvedAt !== null) {
    const span = {
      from: when(alert.firstSeenAt, at.now, at.zone),
      to: when(alert.resolvedAt, at.now, at.zone),
      length: length(ms(alert.resolvedAt) - ms(alert.firstSeenAt)),
    };
    return `${t('detail.resolved', span)} ${events}`;
  }
  const since = t('detail.since', {
    time: when(alert.firstSeenAt, at.now, at.zone),
    length: length(at.now - ms(alert.firstSeenAt)),
  });
  const quiet = alert.snoozedUntil !== null && ms(alert.snoozedUntil) > at.now;
  const owner = quiet
    ? t('detail.quiet', { time: when(alert.snoozedUntil ?? at.now, at.now, at.zone) })
    : at.owner !== null && alert.acknowledgedAt !== null
      ? t('detail.owner', { name: at.owner, time: clock(alert.acknowledgedAt, at.zone) })
      : t('detail.nobody');
  return `${since} ${events} ${owner}`;
}

function Head({
  alert,
  team,
  actions,
}: {
  alert: AlertDetail;
  team: string | null;
  actions: ReturnType<typeof useAlertActions>;
}) {
  const now = useNow('minute');
  const zone = useZone();
  const names = useNames();
  const open = alert.state !== 'resolved';
  return (
    <header className={styles.head}>
      <div className={styles.headText}>
        <div className={styles.badge}>
          <SeverityBadge state={alertState(alert.severity)} size={22} />
          <span className={styles.muted}>
            {alert.service === null ? (
              alert.ref
            ) : (
              <Link ink href={`/services/${alert.service}`}>
                {team
                  ? t('detail.owned', { service: alert.serviceName ?? alert.service, team })
                  : (alert.serviceName ?? alert.service)}
              </Link>
            )}
          </span>
          {alert.incidentRef ? (
            <Link href={`/incidents/${alert.incidentRef}`}>{alert.incidentRef}</Link>
          ) : null}
        </div>
        <h2 className={styles.title}>{alert.title}</h2>
        <p className={styles.sentence}>
          {sentence(alert, { now, zone, owner: names(alert.acknowledgedBy) })}
        </p>
      </div>
      {open ? (
        <div className={styles.actions}>
          {alert.state === 'firing' ? (
            <>
              <Button
                size="hero"
                keys="e"
                sending={actions.busy === 'escalate'}
                onPress={actions.escalate}
              >
                {t('do.help')}
              </Button>
              <Button size="hero" keys="z" onPress={actions.snooze}>
                {t('do.snooze')}
              </Button>
              <Button
                size="hero"
                kind="primary"
                keys="a"
                sending={actions.busy === 'acknowledge'}
                onPress={actions.acknowledge}
              >
                {t('do.acknowledge')}
              </Button>
            </>
          ) : (
            <>
              <Button
                size="hero"
                keys="r"
                sending={actions.busy === 'resolve'}
                onPress={actions.resolve}
              >
                {t('do.resolve')}
              </Button>
              {alert.incidentRef === null ? (
                <Button size="hero" kind="primary" keys="i" onPress={actions.toIncident}>
                  {t('do.incident')}
                </Button>
              ) : null}
            </>
          )}
        </div>
      ) : null}
    </header>
  );
}

/** `needs` is undefined until it is known: that nothing else is in trouble is said only then. */
function Pane({ alert, needs }: { alert: AlertDetail; needs: readonly string[] | undefined }) {
  const alerts = useRead(
    alertsApi.list,
    { query: { state: 'firing,acknowledged', limit: 200 } },
    { topics: ['alerts'] },
  );
  const open = openByService((alerts.data?.items ?? []).filter((one) => one.id !== alert.id));
  const known = needs !== undefined && alerts.data !== undefined;
  const near = [...(alert.service === null ? [] : [alert.service]), ...(needs ?? [])];
  const trouble = near.filter((slug) => open.has(slug));
  const fine = (needs ?? []).filter((slug) => !open.has(slug));
  return (
    <div className={styles.pane}>
      <h2 className={styles.sub}>{t('told')}</h2>
      {alert.page ? (
        <PageLadder pageId={alert.page} />
      ) : (
        <p className={styles.muted}>{t('told.none')}</p>
      )}
      {known && near.length > 0 ? (
        <section className={styles.also}>
          <h2 className={styles.sub}>{t('alsoInTrouble')}</h2>
          {trouble.map((slug) => (
            <p key={slug} className={styles.alsoLine}>
              <SeverityShape state={open.get(slug)?.state ?? 'unknown'} />
              <Link ink href={`/alerts?service=${encodeURIComponent(slug)}`}>
                {slug}
              </Link>
            </p>
          ))}
          {fine.length > 0 ? (
            <p className={styles.alsoLine}>
              <SeverityShape state="ok" />
              {fine.join(', ')}
            </p>
          ) : trouble.length === 0 ? (
            <p className={styles.alsoLine}>
              <SeverityShape state="ok" />
              {t('also.none')}
            </p>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}

function Before({ alert }: { alert: AlertDetail }) {
  const zone = useZone();
  const names = useNames();
  return (
    <section aria-labelledby="alert-before">
      <h2 className={styles.sub} id="alert-before">
        {t('before')}
      </h2>
      <div className={styles.ruled}>
        {alert.before.length === 0 ? <p className={styles.row}>{t('before.none')}</p> : null}
        <List>
          {alert.before.slice(0, 5).map((one) => (
            <FactRow
              key={one.id}
              mark={
                <SeverityShape state={one.state === 'resolved' ? 'ok' : alertState(one.severity)} />
              }
              title={
                <Link
                  href={one.incidentRef ? `/incidents/${one.incidentRef}` : `/alerts/${one.ref}`}
                >
                  {one.incidentRef ?? one.ref}
                </Link>
              }
              text={`${day(one.firstSeenAt, zone)}, ${one.resolvedAt === null ? t('before.open') : one.resolvedBy === null || one.resolvedBy === alert.source ? t('before.self') : t('before.by', { name: names(one.resolvedBy) ?? '' })}`}
              right={
                one.resolvedAt === null
                  ? undefined
                  : length(ms(one.resolvedAt) - ms(one.firstSeenAt))
              }
            />
          ))}
        </List>
      </div>
    </section>
  );
}

function Facts({ alert }: { alert: AlertDetail }) {
  const facts: [string, string][] = [
    [t('sourceFact'), alert.source],
    ...(alert.severityRaw ? [[t('severityRaw'), alert.severityRaw] as [string, string]] : []),
    [t('keyFact'), alert.dedupKey],
    ...Object.entries(alert.labels),
  ];
  return (
    <section aria-labelledby="alert-facts">
      <h2 className={styles.sub} id="alert-facts">
        {t('reasons')}
      </h2>
      <div className={styles.ruled}>
        {alert.body ? <p className={styles.body}>{alert.body}</p> : null}
        <List>
          {alert.reasons.map((reason) => (
            <FactRow key={reason.code + reason.text} title={reason.text} />
          ))}
        </List>
        <dl className={styles.labels}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {alert.links.length > 0 ? (
          <ul className={styles.links} aria-label={t('links')}>
            {alert.links.map((link) => (
              <li key={link.href}>
                <a href={link.href} target="_blank" rel="noreferrer noopener">
                  {link.text || link.href}
                </a>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </section>
  );
}

/** The last request as it came, read only when asked for. */
function Payload({ alert }: { alert: AlertDetail }) {
  const [shown, setShown] = useState(false);
  const id = alert.signals[0]?.event ?? '';
  const event = useRead(intakeApi.getEvent, { params: { id } }, { when: shown && id !== '' });
  if (id === '') return null;
  return (
    <section aria-labelledby="alert-payload">
      <h2 className={styles.sub} id="alert-payload">
        {t('payload')}
      </h2>
      <div className={styles.ruled}>
        {shown ? (
          <Read
            query={event}
            what={t('payload.what')}
            skeleton={<SkeletonRows rows={2} />}
            stale={false}
          >
            {(data) => (
              <pre className={styles.payload} tabIndex={0} role="region" aria-label={t('payload')}>
                {data.body}
              </pre>
            )}
          </Read>
        ) : (
          <div className={styles.row}>
            <Button size="small" onPress={() => setShown(true)}>
              {t('payload.show')}
            </Button>
          </div>
        )}
      </div>
    </section>
  );
}
