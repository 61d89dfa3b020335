import type { Now } from '#overview/contract';

import { useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { ButtonLink } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { phases, PhaseStepper, type Phase } from '../ui/PhaseStepper.tsx';
import { FactRow, List } from '../ui/Row.tsx';
import { incidentState, SeverityBadge, SeverityShape, stateShort } from '../ui/Severity.tsx';
import { clock, length, ms, running } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './Now.module.css';

type Incident = Now['incidents'][number];

export function phaseOf(word: string): Phase {
  return phases.find((phase) => phase === word) ?? 'triage';
}

function NextUpdate({ incident }: { incident: Incident }) {
  const now = useNow();
  const name = incident.nextUpdateBy?.name.split(' ')[0];
  if (incident.nextUpdateAt === null) {
    return (
      <div className={styles.cell}>
        <span className={styles.label}>{t('nextUpdate')}</span>
        <span className={styles.none}>{t('noUpdateDue')}</span>
      </div>
    );
  }
  const left = ms(incident.nextUpdateAt) - now;
  const late = left < 0;
  return (
    <div className={styles.cell} data-state={late ? 'late' : left < 300e3 ? 'close' : 'calm'}>
      <span className={styles.label}>
        {late ? (
          <SeverityShape state="sev1" size={12} />
        ) : left < 300e3 ? (
          <SeverityShape state="sev2" size={12} />
        ) : null}
        {late && name
          ? t('nextUpdate.late', { name })
          : name
            ? t('nextUpdate.by', { name })
            : t('nextUpdate')}
      </span>
      <span className={styles.figure}>
        {late ? '+' : ''}
        {running(Math.abs(left))}
      </span>
    </div>
  );
}

function Holder({ label, person }: { label: string; person: Incident['commander'] }) {
  const me = useMe();
  return (
    <div className={styles.cell}>
      <span className={styles.label}>{label}</span>
      {person ? (
        <Person name={person.name} own={person.id === me.id} />
      ) : (
        <span className={styles.unfilled}>
          <SeverityShape state="sev2" size={14} />
          {t('nobody')}
        </span>
      )}
    </div>
  );
}

/** The one loud block of the screen: the hottest incident, with two figures and one button. */
export function HotIncident({ incident }: { incident: Incident }) {
  const now = useNow();
  const zone = useZone();
  const state = incidentState(incident.severity);
  const href = `/incidents/${incident.ref}`;
  const services = incident.services.slice(0, 2).join(', ');
  return (
    <article className={styles.hot} data-state={state}>
      <header className={styles.hotHead}>
        <SeverityBadge state={state} />
        <span className={styles.muted}>{incident.ref}</span>
        <span className={styles.hotSince}>
          {services
            ? t('since.services', { time: clock(incident.startedAt, zone), services })
            : t('since', { time: clock(incident.startedAt, zone) })}
        </span>
      </header>
      <h3 className={styles.hotTitle}>
        <Link ink href={href}>
          {incident.title}
        </Link>
      </h3>
      {incident.impact ? <p className={styles.impact}>{incident.impact}</p> : null}
      <div className={styles.stepper}>
        <PhaseStepper current={phaseOf(incident.phase)} />
      </div>
      <div className={styles.facts}>
        <div className={styles.cells}>
          <NextUpdate incident={incident} />
          <div className={styles.cell}>
            <span className={styles.label}>{t('running')}</span>
            <span className={styles.figure}>{running(now - ms(incident.startedAt))}</span>
          </div>
          <Holder label={t('lead')} person={incident.commander} />
          <Holder label={t('operations')} person={incident.operations} />
        </div>
      </div>
      <div className={styles.hotAction}>
        <ButtonLink kind="primary" size="hero" href={href} keys="1">
          {t('join', { ref: incident.ref })}
        </ButtonLink>
      </div>
    </article>
  );
}

/** The other open incidents, a line and a half each. */
export function FurtherIncidents({ incidents }: { incidents: readonly Incident[] }) {
  const now = useNow();
  const zone = useZone();
  if (incidents.length === 0) return null;
  return (
    <List>
      {incidents.map((incident) => {
        const state = incidentState(incident.severity);
        const name = incident.commander?.name.split(' ')[0];
        const under =
          name === undefined
            ? t('incident.under.nobody', { ref: incident.ref })
            : incident.mitigatedAt
              ? t('incident.mitigated', {
                  ref: incident.ref,
                  name,
                  time: clock(incident.mitigatedAt, zone),
                })
              : t('incident.under', { ref: incident.ref, name });
        const left = incident.nextUpdateAt === null ? null : ms(incident.nextUpdateAt) - now;
        return (
          <FactRow
            key={incident.id}
            mark={<SeverityShape state={state} label={stateShort(state)} />}
            title={
              <Link ink strong href={`/incidents/${incident.ref}`}>
                {incident.title}
              </Link>
            }
            text={under}
            right={length(now - ms(incident.startedAt))}
            rightBelow={
              left === null
                ? undefined
                : left < 0
                  ? t('incident.late', { time: length(-left) })
                  : t('incident.right', { time: clock(incident.nextUpdateAt ?? 0, zone) })
            }
          />
        );
      })}
    </List>
  );
}
