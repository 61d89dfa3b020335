import type { AlertBody } from '#alerts/contract';
import type { Now } from '#overview/contract';

import { PageLadder } from '../paging/PageLadder.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { alertState, SeverityBadge } from '../ui/Severity.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { stateWords } from './state-words.ts';

import styles from './AlertPane.module.css';

/** The picked alert beside the list: what it says, why it is here, who was told and who is next. */
export function AlertPane({
  alert,
  page,
}: {
  alert: AlertBody;
  page: Now['pages'][number] | undefined;
}) {
  const now = useNow('minute');
  const zone = useZone();
  const { words } = stateWords(alert, page, { now, zone });
  return (
    <div className={styles.pane}>
      <div className={styles.head}>
        <SeverityBadge state={alertState(alert.severity)} />
        <span className={styles.ref}>{alert.ref}</span>
      </div>
      <h2 className={styles.title}>
        {alert.serviceName ? `${alert.serviceName}: ${alert.title}` : alert.title}
      </h2>
      {alert.body ? <p className={styles.body}>{alert.body}</p> : null}
      <dl className={styles.facts}>
        <dt>{t('head.since')}</dt>
        <dd>{when(alert.firstSeenAt, now, zone)}</dd>
        <dt>{t('head.events')}</dt>
        <dd>{alert.occurrences}</dd>
        <dt>{t('head.state')}</dt>
        <dd>
          {alert.incidentRef ? (
            <Link href={`/incidents/${alert.incidentRef}`}>{alert.incidentRef}</Link>
          ) : (
            words
          )}
        </dd>
        {alert.reasons.length > 0 ? <dt>{t('reasons')}</dt> : null}
        {alert.reasons.length > 0 ? (
          <dd>
            {alert.reasons.slice(0, 3).map((reason) => (
              <p key={reason.code + reason.text}>{reason.text}</p>
            ))}
          </dd>
        ) : null}
      </dl>
      <div>
        <ButtonLink href={`/alerts/${alert.ref}`} keys="Enter">
          {t('details')}
        </ButtonLink>
      </div>
      <h3 className={styles.sub}>{t('told')}</h3>
      {alert.page ? (
        <PageLadder pageId={alert.page} />
      ) : (
        <p className={styles.none}>{t('told.none')}</p>
      )}
    </div>
  );
}
