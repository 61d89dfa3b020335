import { useState } from 'react';

import { peopleApi } from '#people/contract';

import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay, useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Table } from '../ui/Table.tsx';
import { InvitationsSection } from './InvitationsSection.tsx';
import { t } from './messages.en.ts';
import { works, type PersonBody } from './person.ts';
import { PersonDialog } from './PersonDialog.tsx';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

/** Everybody, whether a page would reach them, and how they sign in. */
export function PeoplePart() {
  const me = useMe();
  const mayEdit = useMay('people:write');
  const [open, setOpen] = useState<PersonBody | 'new' | null>(null);
  const people = useRead(peopleApi.list, { query: { limit: 200 } }, { topics: ['settings'] });
  return (
    <Section
      title={t('people')}
      action={
        <div className={styles.actions}>
          <CopyYaml kind="person" name={t('people')} />
          {mayEdit ? (
            <Button kind="primary" onPress={() => setOpen('new')}>
              {t('person.add')}
            </Button>
          ) : null}
        </div>
      }
    >
      <Read query={people} what={t('people')}>
        {(data) => (
          <Table
            caption={t('people')}
            rows={data.items}
            rowKey={(person) => person.id}
            columns={[
              {
                id: 'name',
                head: t('head.name'),
                cell: (person) => (
                  <Person
                    name={person.name}
                    own={person.id === me.id}
                    meta={person.active ? undefined : t('inactive')}
                  />
                ),
              },
              { id: 'email', head: t('email'), cell: (person) => person.email, wideOnly: true },
              { id: 'role', head: t('head.role'), cell: (person) => t(`role.${person.role}`) },
              {
                id: 'teams',
                head: t('head.teams'),
                cell: (person) => person.teams.join(', '),
                wideOnly: true,
              },
              { id: 'reach', head: t('head.reach'), cell: (person) => <Reach person={person} /> },
              {
                id: 'signIn',
                head: t('head.signIn'),
                cell: (person) => t(`signIn.${person.signIn}`),
                wideOnly: true,
              },
              {
                id: 'edit',
                head: '',
                end: true,
                cell: (person) =>
                  mayEdit ? (
                    <Button
                      size="small"
                      aria-label={t('person.edit.named', { name: person.name })}
                      onPress={() => setOpen(person)}
                    >
                      {t('person.edit')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Read>
      <InvitationsSection />
      {open ? (
        <PersonDialog
          person={
            open === 'new' ? null : (people.data?.items.find((one) => one.id === open.id) ?? open)
          }
          onClose={() => setOpen(null)}
        />
      ) : null}
    </Section>
  );
}

function Reach({ person }: { person: PersonBody }) {
  const kinds = [...new Set(person.contactMethods.filter(works).map((method) => method.kind))];
  const state =
    kinds.length === 0 ? 'sev1' : kinds.every((kind) => kind === 'webPush') ? 'sev2' : 'ok';
  const words =
    state === 'sev1'
      ? t('reach.none')
      : state === 'sev2'
        ? t('reach.push')
        : kinds.map((kind) => t(`method.${kind}`)).join(', ');
  return (
    <span className={styles.fact}>
      <SeverityShape state={person.active ? state : 'sev4'} size={14} />
      {words}
    </span>
  );
}
