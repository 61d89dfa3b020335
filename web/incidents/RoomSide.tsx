import { useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';
import { peopleApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMay, useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Link } from '../ui/Link.tsx';
import { Select } from '../ui/Select.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { nameIn } from './names.ts';
import { ProgressDialog, type ProgressStep } from './ProgressDialog.tsx';
import type { Room } from './RoomPage.tsx';

import styles from './RoomSide.module.css';

const roles = ['commander', 'operations', 'communications', 'scribe'] as const;
type Role = (typeof roles)[number];

function holderOf(incident: IncidentDetail, role: Role): string | null {
  return role === 'commander' ? incident.commander : incident.roles[role];
}

/** Who does what, how far it is, which alerts it is about. */
export function RoomSide({ room }: { room: Room }) {
  const { incident } = room;
  return (
    <div className={styles.side}>
      <Roles incident={incident} />
      <Progress incident={incident} />
      <section aria-labelledby="room-alerts">
        <h2 className={styles.head} id="room-alerts">
          {t('linked')}
        </h2>
        {incident.alerts.length === 0 ? <p className={styles.none}>{t('linked.none')}</p> : null}
        <ul className={styles.alerts}>
          {incident.alerts.slice(0, 8).map((alert) => (
            <li key={alert.id}>
              <Link href={`/alerts/${alert.ref}`}>{alert.ref}</Link>
              <span>{alert.title}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function Roles({ incident }: { incident: IncidentDetail }) {
  const me = useMe();
  const mayWrite = useMay('incidents:write');
  const [giving, setGiving] = useState<Role | null>(null);
  const assign = useWrite(incidentsApi.role, {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const take = (role: Role) =>
    assign.mutate({ params: { id: incident.id }, body: { role, person: me.email } });
  const open = incident.state === 'open';
  return (
    <section aria-labelledby="room-roles">
      <h2 className={styles.head} id="room-roles">
        {t('roles')}
      </h2>
      <dl className={styles.roles}>
        {roles.map((role) => {
          const email = holderOf(incident, role);
          const name = nameIn(incident, email);
          return (
            <div key={role}>
              <dt>{t(`role.${role}`)}</dt>
              <dd>
                {name === null ? (
                  <span className={styles.empty}>
                    <SeverityShape state={open ? 'sev2' : 'sev4'} size={14} />
                    {t('role.nobody')}
                  </span>
                ) : (
                  <Person name={name} own={email === me.email} />
                )}
                {mayWrite && open ? (
                  name === null ? (
                    <Button
                      kind="link"
                      aria-label={t('role.take.named', { role: t(`role.${role}`) })}
                      isDisabled={assign.isPending}
                      onPress={() => take(role)}
                    >
                      {t('role.take')}
                    </Button>
                  ) : (
                    <Button
                      kind="link"
                      aria-label={t('role.give.named', { role: t(`role.${role}`) })}
                      onPress={() => setGiving(role)}
                    >
                      {t('role.give')}
                    </Button>
                  )
                ) : null}
              </dd>
            </div>
          );
        })}
      </dl>
      {incident.warnings.map((warning) => (
        <p key={warning} className={styles.warn}>
          <SeverityShape state="sev2" size={14} />
          {t(warning === 'one_person_carries_all' ? 'role.warn.all' : 'role.warn')}
        </p>
      ))}
      {giving ? (
        <RoleDialog incident={incident} role={giving} onClose={() => setGiving(null)} />
      ) : null}
    </section>
  );
}

function RoleDialog({
  incident,
  role,
  onClose,
}: {
  incident: IncidentDetail;
  role: Role;
  onClose: () => void;
}) {
  const me = useMe();
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const [person, setPerson] = useState(holderOf(incident, role) === me.email ? '' : me.email);
  const assign = useWrite(incidentsApi.role, {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
    onDone: onClose,
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const empty = role === 'commander' ? [] : [{ id: 'nobody', name: t('role.empty') }];
  return (
    <FormDialog
      title={t('role.title', { role: t(`role.${role}`) })}
      action={t('role.give')}
      ready={person !== ''}
      sending={assign.isPending}
      onSubmit={() =>
        assign.mutate({
          params: { id: incident.id },
          body: { role, person: person === 'nobody' ? null : person },
        })
      }
      onClose={onClose}
    >
      <Select
        label={t(`role.${role}`)}
        hideLabel
        value={person === '' ? null : person}
        onChange={setPerson}
        options={[
          ...(people.data?.items ?? []).map((one) => ({ id: one.email, name: one.name })),
          ...empty,
        ]}
      />
    </FormDialog>
  );
}

/** Mitigated, verified, resolved: one next button at a time. */
function Progress({ incident }: { incident: IncidentDetail }) {
  const zone = useZone();
  const now = useNow('minute');
  const mayWrite = useMay('incidents:write');
  const [step, setStep] = useState<ProgressStep | null>(null);
  const { times } = incident;
  const stamps = [
    ...(times.mitigatedAt === null
      ? []
      : [t('stamp.mitigated', { time: when(times.mitigatedAt, now, zone) })]),
    ...(times.verifiedAt === null
      ? []
      : [t('stamp.verified', { time: when(times.verifiedAt, now, zone) })]),
    ...(times.resolvedAt === null
      ? []
      : [t('stamp.resolved', { time: when(times.resolvedAt, now, zone) })]),
  ];
  const next: ProgressStep[] =
    times.resolvedAt !== null
      ? ['reopen']
      : times.mitigatedAt === null
        ? ['mitigate']
        : times.verifiedAt === null
          ? ['verify', 'resolve']
          : ['resolve'];
  return (
    <section aria-labelledby="room-progress">
      <h2 className={styles.head} id="room-progress">
        {t('progress')}
      </h2>
      <ul>
        {stamps.map((stamp) => (
          <li key={stamp} className={styles.stamp}>
            <SeverityShape state="ok" size={14} />
            {stamp}
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        {mayWrite
          ? next.map((one) => (
              <Button
                key={one}
                kind={one === 'reopen' ? 'quiet' : 'secondary'}
                onPress={() => setStep(one)}
              >
                {t(one)}
              </Button>
            ))
          : null}
        {times.resolvedAt === null ? null : (
          <ButtonLink href={`/postmortems/${incident.ref}`}>{t('postmortem.read')}</ButtonLink>
        )}
      </div>
      {step ? (
        <ProgressDialog incident={incident} step={step} onClose={() => setStep(null)} />
      ) : null}
    </section>
  );
}
