import { X } from 'lucide-react';
import { useState } from 'react';

import { peopleApi, teamsApi, type Team } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { fieldErrors, words } from '../client/api.ts';
import { CopyYaml } from '../client/CopyYaml.tsx';
import { useNames } from '../client/names.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay, useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { Confirm, Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { Empty, ErrorState } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import { Section } from './Section.tsx';

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
    <Section
      title={t('teams')}
      action={
        (teams.data?.items.length ?? 0) > 0 ? (
          <div className={styles.actions}>
            <CopyYaml kind="team" name={t('teams')} />
            {add}
          </div>
        ) : undefined
      }
    >
      <Read query={teams} what={t('teams')}>
        {(data) =>
          data.items.length === 0 ? (
            <Empty good={false} title={t('team.none')} button={add}>
              {t('team.none.text')}
            </Empty>
          ) : (
            <Table
              caption={t('teams')}
              rows={data.items}
              rowKey={(team) => team.id}
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
            />
          )
        }
      </Read>
      {open ? (
        <TeamDialog
          team={open === 'new' ? null : open}
          mayRemove={mayEdit}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </Section>
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
    <Dialog
      open
      onClose={onClose}
      title={team ? team.name : t('team.add.title')}
      actions={
        <>
          {team && mayRemove ? (
            <Button kind="danger" onPress={() => setRemoving(true)}>
              {t('team.remove')}
            </Button>
          ) : (
            <Button kind="quiet" onPress={onClose}>
              {t('cancel')}
            </Button>
          )}
          <Button
            kind="primary"
            sending={create.isPending || update.isPending}
            isDisabled={name.trim() === ''}
            onPress={save}
          >
            {team ? t('save') : t('add')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
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
        {failure && Object.keys(errors).length === 0 ? <ErrorState title={words(failure)} /> : null}
      </div>
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
    </Dialog>
  );
}
