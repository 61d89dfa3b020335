import { X } from 'lucide-react';
import { useState } from 'react';

import { peopleApi, teamsApi, type Team } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { fieldErrors, words } from '../client/api.ts';
import { useNames } from '../client/names.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMay, useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { ListSection } from './ListSection.tsx';
import { t } from './messages.en.ts';

import styles from './Settings.module.css';

type TeamBody = Static<typeof Team>;

/** Teams and who is in them. */
export function TeamsPart() {
  const mayEdit = useMay('teams:write');
  const { rights, manages } = useMe();
  const mayChange = (team: TeamBody) =>
    mayEdit || (rights.has('teams:team') && manages.includes(team.slug));
  const names = useNames();
  const [open, setOpen] = useState<TeamBody | 'new' | null>(null);
  const teams = useRead(teamsApi.list, { query: { limit: 200 } }, { topics: ['settings'] });
  const add = mayEdit ? (
    <Button kind="primary" onPress={() => setOpen('new')}>
      {t('team.add')}
    </Button>
  ) : undefined;
  return (
    <ListSection
      title={t('teams')}
      query={teams}
      add={add}
      yaml="team"
      none={{ good: false, title: t('team.none'), text: t('team.none.text') }}
      columns={[
        { id: 'name', head: t('head.name'), cell: (team) => team.name },
        {
          id: 'members',
          head: t('head.members'),
          cell: (team) => team.members.map((email) => names(email)).join(', '),
        },
        {
          id: 'managers',
          head: t('head.managers'),
          cell: (team) => team.managers.map((email) => names(email)).join(', '),
        },
        {
          id: 'edit',
          head: '',
          end: true,
          cell: (team) =>
            mayChange(team) ? (
              <Button
                size="small"
                aria-label={t('team.edit.named', { name: team.name })}
                onPress={() => setOpen(team)}
              >
                {t('person.edit')}
              </Button>
            ) : null,
        },
      ]}
    >
      {open ? (
        <TeamDialog
          team={open === 'new' ? null : open}
          mayRemove={mayEdit}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </ListSection>
  );
}

function TeamDialog({
  team,
  mayRemove,
  onClose,
}: {
  team: TeamBody | null;
  mayRemove: boolean;
  onClose: () => void;
}) {
  const me = useMe();
  const names = useNames();
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const [removing, setRemoving] = useState(false);
  const [name, setName] = useState(team?.name ?? '');
  const [members, setMembers] = useState<string[]>(team?.members ?? [me.email]);
  const [managers, setManagers] = useState<string[]>(team?.managers ?? []);
  const finish = { touches: ['settings', 'now'], onDone: onClose };
  const create = useWrite(teamsApi.create, finish);
  const update = useWrite(teamsApi.update, finish);
  const remove = useWrite(teamsApi.remove, { ...finish, onFail: sayFailure });
  const failure = create.error ?? update.error;
  const errors = fieldErrors(failure);
  const save = () => {
    if (team === null) create.mutate({ body: { name: name.trim(), members, managers } });
    else
      update.mutate({
        params: { id: team.id },
        body: { name: name.trim(), members, managers },
        headers: ifMatch(team.version),
      });
  };
  const rest = (people.data?.items ?? []).filter((person) => !members.includes(person.email));
  return (
    <>
      <FormDialog
        title={team ? team.name : t('team.add.title')}
        action={team ? t('save') : t('add')}
        back={
          team && mayRemove ? (
            <Button kind="danger" onPress={() => setRemoving(true)}>
              {t('team.remove')}
            </Button>
          ) : undefined
        }
        ready={name.trim() !== ''}
        sending={create.isPending || update.isPending}
        failure={failure && Object.keys(errors).length === 0 && words(failure)}
        onSubmit={save}
        onClose={onClose}
      >
        <Field
          label={t('name')}
          value={name}
          onChange={setName}
          error={errors['name'] ?? errors['slug']}
          autoFocus={team === null}
        />
        <h3 className={styles.sub}>{t('team.members')}</h3>
        <p>{t('team.managers.text')}</p>
        <ul>
          {members.map((email) => (
            <li key={email} className={styles.row}>
              <span className={styles.grow}>
                <Person name={names(email) ?? email} own={email === me.email} />
              </span>
              <Checkbox
                checked={managers.includes(email)}
                label={t('team.manages', { name: names(email) ?? email })}
                onChange={(checked) =>
                  setManagers((before) =>
                    checked ? [...before, email] : before.filter((one) => one !== email),
                  )
                }
              >
                {t('team.manager')}
              </Checkbox>
              <IconButton
                icon={X}
                label={t('team.out', { name: names(email) ?? email })}
                onPress={() => {
                  setMembers((before) => before.filter((one) => one !== email));
                  setManagers((before) => before.filter((one) => one !== email));
                }}
              />
            </li>
          ))}
        </ul>
        {rest.length > 0 ? (
          <Select
            label={t('team.add.member')}
            value={null}
            onChange={(email) => setMembers((before) => [...before, email])}
            options={rest.map((person) => ({ id: person.email, name: person.name }))}
          />
        ) : null}
      </FormDialog>
      {team && removing ? (
        <Confirm
          title={t('team.remove.title', { name: team.name })}
          action={t('team.remove')}
          sending={remove.isPending}
          onConfirm={() => remove.mutate({ params: { id: team.id } })}
          onClose={() => setRemoving(false)}
        >
          {t('team.remove.text')}
        </Confirm>
      ) : null}
    </>
  );
}
