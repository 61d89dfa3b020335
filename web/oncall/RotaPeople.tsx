import { ArrowDown, ArrowUp, X } from 'lucide-react';

import { peopleApi } from '#people/contract';

import { useRead } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { t } from './messages.en.ts';

import styles from './RotaForm.module.css';

interface RotaPeopleProps {
  /** E-mail addresses, in the order of their turns. */
  users: readonly string[];
  onChange: (users: string[]) => void;
}

/** The ring of people: in this order, moved by buttons. */
export function RotaPeople({ users, onChange }: RotaPeopleProps) {
  const me = useMe();
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const everybody = people.data?.items ?? [];
  const nameOf = (email: string) =>
    everybody.find((person) => person.email === email)?.name ?? email;
  const rest = everybody.filter((person) => !users.includes(person.email));
  const move = (index: number, step: number) => {
    const after = [...users];
    const [one] = after.splice(index, 1);
    if (one !== undefined) after.splice(index + step, 0, one);
    onChange(after);
  };
  return (
    <>
      <h3 className={styles.head}>{t('form.people')}</h3>
      <ol className={styles.people}>
        {users.map((email, index) => (
          <li key={email} className={styles.person}>
            <span className={styles.number}>{index + 1}</span>
            <Person name={nameOf(email)} own={email === me.email} />
            <span className={styles.moves}>
              <IconButton
                icon={ArrowUp}
                label={t('form.up', { name: nameOf(email) })}
                isDisabled={index === 0}
                onPress={() => move(index, -1)}
              />
              <IconButton
                icon={ArrowDown}
                label={t('form.down', { name: nameOf(email) })}
                isDisabled={index === users.length - 1}
                onPress={() => move(index, 1)}
              />
              <IconButton
                icon={X}
                label={t('form.out', { name: nameOf(email) })}
                onPress={() => onChange(users.filter((one) => one !== email))}
              />
            </span>
          </li>
        ))}
      </ol>
      {users.length === 0 ? <p className={styles.hint}>{t('form.nobody')}</p> : null}
      {rest.length > 0 ? (
        <Select
          label={t('form.add')}
          hideLabel
          ask={t('form.add')}
          value={null}
          onChange={(email) => onChange([...users, email])}
          options={rest.map((person) => ({ id: person.email, name: person.name }))}
        />
      ) : null}
    </>
  );
}
