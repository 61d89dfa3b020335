import { X } from 'lucide-react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';
import { peopleApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';
import { nameIn } from './names.ts';

import styles from './RoomSide.module.css';

/** Who was let into a private incident without a role in it; each change holds at once. */
export function Members({ incident }: { incident: IncidentDetail }) {
  const me = useMe();
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const finish = {
    touches: ['incidents', `incident:${incident.id}`],
    onFail: (error: unknown) => toast({ text: words(error), state: 'sev2' }),
  };
  const letIn = useWrite(incidentsApi.addMember, finish);
  const takeOut = useWrite(incidentsApi.removeMember, finish);
  const known = new Set(incident.people.map((person) => person.email));
  const rest = (people.data?.items ?? []).filter((person) => !known.has(person.email));
  const params = { id: incident.id };
  return (
    <section aria-label={t('members')}>
      <h3 className={styles.head}>{t('members')}</h3>
      {incident.members.length === 0 ? <p className={styles.none}>{t('members.none')}</p> : null}
      <ul className={styles.members}>
        {incident.members.map((email) => {
          const name = nameIn(incident, email) ?? email;
          return (
            <li key={email}>
              <Person name={name} own={email === me.email} />
              <IconButton
                icon={X}
                label={t('members.out', { name })}
                onPress={() => takeOut.mutate({ params: { ...params, person: email } })}
              />
            </li>
          );
        })}
      </ul>
      {rest.length > 0 ? (
        <Select
          label={t('members.in')}
          value={null}
          onChange={(person) => letIn.mutate({ params, body: { person } })}
          options={rest.map((person) => ({ id: person.email, name: person.name }))}
        />
      ) : null}
    </section>
  );
}
