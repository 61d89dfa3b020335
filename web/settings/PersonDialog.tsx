import { X } from 'lucide-react';
import { useState } from 'react';

import { peopleApi, secondFactorApi, teamsApi, type Invitation } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMay } from '../client/session.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { useNow } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { Confirm, Handout } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Select } from '../ui/Select.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import { addressWords, methodIcons, MethodState } from './MethodsSection.tsx';
import type { PersonBody } from './person.ts';
import { t as tSignIn } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

const roles = ['viewer', 'responder', 'admin', 'owner'] as const;
type Role = (typeof roles)[number];
type Link = Static<typeof Invitation>;

/** Adds a person, or changes role, ways to be reached and sign-in of one. */
export function PersonDialog({
  person,
  onClose,
}: {
  person: PersonBody | null;
  onClose: () => void;
}) {
  const mayOwn = useMay('owners:write');
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const [name, setName] = useState(person?.name ?? '');
  const [email, setEmail] = useState(person?.email ?? '');
  const [role, setRole] = useState<Role>(person?.role ?? 'responder');
  const [team, setTeam] = useState('');
  const [invite, setInvite] = useState(true);
  const [link, setLink] = useState<Link | null>(null);
  const finish = { touches: ['settings', 'oncall', 'now'] };
  const create = useWrite(peopleApi.create, {
    ...finish,
    onDone: (made) => (made.invitation ? setLink(made.invitation) : onClose()),
  });
  const update = useWrite(peopleApi.update, { ...finish, onDone: onClose });
  const failure = create.error ?? update.error;
  const errors = fieldErrors(failure);
  const save = () => {
    if (person === null)
      create.mutate({
        body: {
          email: email.trim(),
          name: name.trim(),
          role,
          invite,
          ...(team !== '' && { teams: [team] }),
        },
      });
    else
      update.mutate({
        params: { id: person.id },
        body: { name: name.trim(), role, ...(email !== person.email && { email: email.trim() }) },
        headers: ifMatch(person.version),
      });
  };
  if (link) return <InvitationDialog name={name} link={link} onClose={onClose} />;
  return (
    <FormDialog
      title={person ? person.name : t('person.add.title')}
      action={person ? t('save') : t('add')}
      ready={email.trim() !== '' && name.trim() !== ''}
      sending={create.isPending || update.isPending}
      failure={
        failure && errors['name'] === undefined && errors['email'] === undefined && words(failure)
      }
      onSubmit={save}
      onClose={onClose}
    >
      <Field
        label={t('name')}
        value={name}
        onChange={setName}
        error={errors['name']}
        autoFocus={person === null}
      />
      <Field
        label={t('email')}
        type="email"
        value={email}
        onChange={setEmail}
        error={errors['email']}
      />
      <Select
        label={t('person.role')}
        value={role}
        onChange={(next) => setRole(next as Role)}
        options={roles
          .filter((one) => mayOwn || one !== 'owner' || person?.role === 'owner')
          .map((id) => ({ id, name: t(`role.${id}`), hint: t(`role.${id}.hint`) }))}
      />
      {person === null ? (
        <>
          {(teams.data?.items.length ?? 0) > 0 ? (
            <Select
              label={t('head.teams')}
              value={team === '' ? null : team}
              onChange={setTeam}
              options={(teams.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name }))}
            />
          ) : null}
          <Checkbox checked={invite} onChange={setInvite}>
            {t('person.invite')}
          </Checkbox>
        </>
      ) : (
        <PersonMore person={person} onLink={setLink} onClose={onClose} />
      )}
    </FormDialog>
  );
}

function InvitationDialog({
  name,
  link,
  onClose,
}: {
  name: string;
  link: Link;
  onClose: () => void;
}) {
  const zone = useZone();
  const now = useNow('minute');
  return (
    <Handout title={t('person.link')} onClose={onClose}>
      <p>{t('person.invited', { name, time: when(link.expiresAt, now, zone) })}</p>
      <CopyField label={t('person.link')} text={link.link} />
    </Handout>
  );
}

/** Ways to be reached that an admin sets, a new link, and leaving. */
function PersonMore({
  person,
  onLink,
  onClose,
}: {
  person: PersonBody;
  onLink: (link: Link) => void;
  onClose: () => void;
}) {
  const [kind, setKind] = useState<'email' | 'sms' | 'voice' | 'webhook'>('sms');
  const [address, setAddress] = useState('');
  const [leaving, setLeaving] = useState(false);
  const touches = ['settings', 'oncall', 'now'];
  const update = useWrite(peopleApi.update, { touches, onFail: sayFailure });
  const invite = useWrite(peopleApi.invite, { touches, onDone: onLink, onFail: sayFailure });
  const reset = useWrite(secondFactorApi.reset, {
    touches,
    onDone: () => toast({ text: tSignIn('factor.resetDone') }),
    onFail: sayFailure,
  });
  const deactivate = useWrite(peopleApi.deactivate, {
    touches,
    onDone: onClose,
    onFail: sayFailure,
  });
  const bodies = person.contactMethods.map((method) => ({
    kind: method.kind,
    address: method.address,
    settings: method.settings,
  }));
  const write = (contactMethods: typeof bodies) =>
    update.mutate(
      { params: { id: person.id }, body: { contactMethods }, headers: ifMatch(person.version) },
      { onSuccess: () => setAddress('') },
    );
  return (
    <>
      <h3 className={styles.sub}>{t('methods.of', { name: person.name })}</h3>
      <ul>
        {person.contactMethods.map((method, index) => (
          <li key={method.id} className={styles.row}>
            <Icon of={methodIcons[method.kind]} />
            <span className={styles.grow}>
              {addressWords(method)}
              <MethodState method={method} />
            </span>
            <IconButton
              icon={X}
              label={t('method.remove.named', { address: addressWords(method) })}
              onPress={() => write(bodies.filter((_, at) => at !== index))}
            />
          </li>
        ))}
      </ul>
      <div className={styles.rule}>
        <Select
          label={t('method.kind')}
          hideLabel
          value={kind}
          onChange={(next) => setKind(next as typeof kind)}
          options={(['sms', 'voice', 'email', 'webhook'] as const).map((id) => ({
            id,
            name: t(`method.${id}`),
          }))}
        />
        <Field
          label={t('method.address')}
          hideLabel
          ask={kind === 'sms' || kind === 'voice' ? t('method.phone.ask') : undefined}
          value={address}
          onChange={setAddress}
        />
        <Button
          sending={update.isPending}
          isDisabled={address.trim() === ''}
          onPress={() =>
            write([...bodies, { kind, address: address.replace(/[\s()]/g, ''), settings: {} }])
          }
        >
          {t('add')}
        </Button>
      </div>
      <p className={styles.meta}>{t('person.method.hint')}</p>
      <div className={styles.actions}>
        <Button
          size="small"
          sending={invite.isPending}
          onPress={() => invite.mutate({ params: { id: person.id } })}
        >
          {t('person.newLink')}
        </Button>
        {person.secondFactor ? (
          <Button
            size="small"
            sending={reset.isPending}
            onPress={() => reset.mutate({ params: { id: person.id } })}
          >
            {tSignIn('factor.reset')}
          </Button>
        ) : null}
        {person.active ? (
          <Button size="small" kind="danger" onPress={() => setLeaving(true)}>
            {t('person.deactivate')}
          </Button>
        ) : (
          <Button
            size="small"
            onPress={() =>
              update.mutate(
                {
                  params: { id: person.id },
                  body: { active: true },
                  headers: ifMatch(person.version),
                },
                { onSuccess: () => toast({ text: t('saved') }) },
              )
            }
          >
            {t('person.back')}
          </Button>
        )}
      </div>
      {leaving ? (
        <Confirm
          title={t('person.deactivate.title', { name: person.name })}
          action={t('person.deactivate')}
          sending={deactivate.isPending}
          onConfirm={() => deactivate.mutate({ params: { id: person.id } })}
          onClose={() => setLeaving(false)}
        >
          {t('person.deactivate.text')}
        </Confirm>
      ) : null}
    </>
  );
}
