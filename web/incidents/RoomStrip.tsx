import { ChevronLeft, Pencil } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';

import type { IncidentDetail } from '#incidents/contract';

import { useMay, useMe } from '../client/session.ts';
import { useIsPhone } from '../client/use-is-phone.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Countdown } from '../ui/Countdown.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { phaseName, PhaseStepper, type Phase } from '../ui/PhaseStepper.tsx';
import { incidentState, SeverityShape } from '../ui/Severity.tsx';
import { clock, length, ms, running, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { EditDialog } from './EditDialog.tsx';
import { t } from './messages.en.ts';
import { firstName, nameIn, startOf } from './names.ts';
import type { Room } from './RoomPage.tsx';
import { UpdateButtons } from './RoomUpdates.tsx';
import { SeverityDialog } from './SeverityDialog.tsx';

import styles from './RoomStrip.module.css';

/** Always in view: how bad, what, since when, which phase, and when the next update is owed by whom. */
export function RoomStrip({ room, stale }: { room: Room; stale: number | null }) {
  const { incident } = room;
  const zone = useZone();
  const now = useNow('minute');
  const me = useMe();
  const mayWrite = useMay('incidents:write');
  const [dialog, setDialog] = useState<'severity' | 'edit' | null>(null);
  const state = incidentState(incident.severity);
  const lengths: Partial<Record<Phase, string>> = {};
  for (const span of incident.phases)
    if (span.seconds !== null && span.state !== 'coming')
      lengths[span.phase] = length(span.seconds * 1000);
  const faces = incident.people.slice(0, 5);
  return (
    <header className={styles.strip} data-stale={stale !== null || undefined}>
      <div className={styles.what}>
        <div className={styles.line}>
          <Link ink href="/incidents" className={styles.back} label={t('room.back')}>
            <Icon of={ChevronLeft} size={18} />
          </Link>
          <AriaButton
            className={styles.severity}
            isDisabled={!mayWrite}
            onPress={() => setDialog('severity')}
          >
            <SeverityShape state={state} size={26} />
            <span>
              <b>{`${incident.severityName} `}</b>
              <span className={styles.word}>{incident.severityWord}</span>
              {mayWrite ? <span className="hidden-text">{`, ${t('severity')}`}</span> : null}
            </span>
          </AriaButton>
          <h1 className={styles.title}>{incident.title}</h1>
          <span className={styles.ref}>{incident.ref}</span>
          {incident.private ? <span className={styles.private}>{t('room.private')}</span> : null}
          {mayWrite ? (
            <IconButton icon={Pencil} label={t('edit')} onPress={() => setDialog('edit')} />
          ) : null}
          <span className={styles.faces} role="group" aria-label={t('people')}>
            {faces.map((person) => (
              <Avatar
                key={person.id}
                name={person.name}
                own={person.id === me.id}
                size={24}
                alone
              />
            ))}
            {incident.people.length > faces.length ? (
              <span className={styles.rest}>+{incident.people.length - faces.length}</span>
            ) : null}
          </span>
        </div>
        <p className={styles.impact}>
          {stale === null ? null : (
            <span className={styles.stale} role="status">
              <SeverityShape state="sev2" size={14} />
              {t('stale', { time: length(now - stale), at: clock(stale, zone, true) })}
            </span>
          )}
          <b className={styles.phase}>{`${phaseName(incident.phase)}. `}</b>
          {incident.impact || <span className={styles.none}>{t('impactNone')}</span>}
        </p>
        <PhaseStepper current={incident.phase} lengths={lengths} />
      </div>
      <Running incident={incident} />
      <NextUpdate room={room} />
      {dialog === 'severity' ? (
        <SeverityDialog incident={incident} onClose={() => setDialog(null)} />
      ) : null}
      {dialog === 'edit' ? (
        <EditDialog incident={incident} onClose={() => setDialog(null)} />
      ) : null}
      <span className="hidden-text">{when(incident.times.declaredAt, now, zone)}</span>
    </header>
  );
}

function Running({ incident }: { incident: IncidentDetail }) {
  const now = useNow();
  const zone = useZone();
  const since = startOf(incident);
  const end = incident.times.resolvedAt;
  return (
    <div className={styles.cell}>
      <span className={styles.label}>
        {end === null
          ? t('running', { time: when(since, now, zone) })
          : t('ran', { from: when(since, now, zone), to: when(end, now, zone) })}
      </span>
      <span className={styles.figure}>{running((end === null ? now : ms(end)) - ms(since))}</span>
      <span className={styles.foot}>
        {t('declared', { time: when(incident.times.declaredAt, now, zone) })}
      </span>
    </div>
  );
}

function NextUpdate({ room }: { room: Room }) {
  const { incident } = room;
  const zone = useZone();
  const now = useNow('minute');
  const phone = useIsPhone();
  const owner = nameIn(incident, incident.nextUpdateBy);
  const open = incident.state === 'open';
  return (
    <>
      <div className={styles.cell}>
        {incident.nextUpdateAt !== null && open ? (
          <Countdown
            due={incident.nextUpdateAt}
            owner={owner === null ? undefined : firstName(owner)}
            label={
              phone && owner !== null
                ? t('nextUpdate.by', { name: firstName(owner) })
                : t('nextUpdate')
            }
            {...(!phone && { foot: owner === null ? '' : `, ${firstName(owner)}` })}
          />
        ) : (
          <>
            <span className={styles.label}>{t('noPromise')}</span>
            <span className={styles.foot}>
              {incident.updates.lastAt === null
                ? open
                  ? t('noPromise.text')
                  : t('noUpdate')
                : t('lastUpdate', { time: when(incident.updates.lastAt, now, zone) })}
            </span>
          </>
        )}
      </div>
      {phone ? null : <UpdateButtons room={room} className={styles.buttons} />}
    </>
  );
}
