import { useState } from 'react';

import { providersApi, type Provider } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { Confirm } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { ListSection } from './ListSection.tsx';
import { t } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

type ProviderBody = Static<typeof Provider>;

/** Single sign-on: providers, whom each lets in, and what has to be entered there. */
export function ProvidersPart() {
  const mayEdit = useMay('settings:write');
  const [open, setOpen] = useState<ProviderBody | 'new' | null>(null);
  const providers = useRead(providersApi.list, {}, { topics: ['settings'] });
  const add = mayEdit ? (
    <Button kind="primary" onPress={() => setOpen('new')}>
      {t('provider.add')}
    </Button>
  ) : undefined;
  return (
    <ListSection
      title={t('providers')}
      query={providers}
      add={add}
      none={{ good: true, title: t('providers.none'), text: t('providers.none.text') }}
      columns={[
        { id: 'name', head: t('head.provider'), cell: (one) => one.name },
        {
          id: 'issuer',
          head: t('head.issuer'),
          cell: (one) => one.issuer,
          wideOnly: true,
        },
        {
          id: 'joins',
          head: t('head.joins'),
          cell: (one) =>
            one.joinDomains.length === 0 ? t('joins.none') : one.joinDomains.join(', '),
        },
        {
          id: 'edit',
          head: '',
          end: true,
          cell: (one) =>
            mayEdit ? (
              <Button
                size="small"
                aria-label={t('provider.edit.named', { provider: one.name })}
                onPress={() => setOpen(one)}
              >
                {t('provider.edit')}
              </Button>
            ) : null,
        },
      ]}
    >
      {open ? (
        <ProviderDialog
          key={open === 'new' ? 'new' : open.id}
          provider={open === 'new' ? null : open}
          onMade={setOpen}
          onClose={() => setOpen(null)}
        />
      ) : null}
    </ListSection>
  );
}

function ProviderDialog({
  provider,
  onMade,
  onClose,
}: {
  provider: ProviderBody | null;
  onMade: (made: ProviderBody) => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(provider?.name ?? '');
  const [issuer, setIssuer] = useState(provider?.issuer ?? '');
  const [clientId, setClientId] = useState(provider?.clientId ?? '');
  const [secret, setSecret] = useState('');
  const [domains, setDomains] = useState(provider?.joinDomains.join(', ') ?? '');
  const [role, setRole] = useState<'viewer' | 'responder'>(provider?.joinRole ?? 'responder');
  const [removing, setRemoving] = useState(false);
  const touches = ['settings'];
  const create = useWrite(providersApi.create, { touches, onDone: onMade });
  const update = useWrite(providersApi.update, { touches, onDone: onClose });
  const failure = create.error ?? update.error;
  const errors = fieldErrors(failure);
  const known = ['name', 'issuer', 'clientId'].some((field) => errors[field] !== undefined);
  const fields = {
    name: name.trim(),
    issuer: issuer.trim(),
    clientId: clientId.trim(),
    joinDomains: domains.split(/[\s,]+/).filter(Boolean),
    joinRole: role,
    ...(secret !== '' && { clientSecret: secret }),
  };
  const save = () => {
    if (provider === null) create.mutate({ body: fields });
    else
      update.mutate({
        params: { id: provider.id },
        body: fields,
        headers: ifMatch(provider.version),
      });
  };
  return (
    <>
      <FormDialog
        title={
          provider ? t('provider.edit.title', { provider: provider.name }) : t('provider.add.title')
        }
        action={t('save')}
        ready={fields.name !== '' && fields.issuer !== '' && fields.clientId !== ''}
        sending={create.isPending || update.isPending}
        failure={failure && !known && words(failure)}
        onSubmit={save}
        onClose={onClose}
      >
        {provider ? (
          <>
            <p className={styles.text}>{t('provider.callback.text')}</p>
            <CopyField label={t('provider.callback')} text={provider.callbackUrl} />
          </>
        ) : null}
        <Field
          label={t('provider.name')}
          ask={t('provider.name.ask')}
          value={name}
          onChange={setName}
          error={errors['name']}
          autoFocus={provider === null}
        />
        <Field
          label={t('provider.issuer')}
          type="url"
          ask={t('provider.issuer.ask')}
          value={issuer}
          onChange={setIssuer}
          preview={t('provider.issuer.hint')}
          error={errors['issuer']}
        />
        <Field
          label={t('provider.clientId')}
          value={clientId}
          onChange={setClientId}
          error={errors['clientId']}
        />
        <Field
          label={t('provider.secret')}
          type="password"
          autoComplete="off"
          value={secret}
          onChange={setSecret}
          preview={t(provider?.hasSecret ? 'provider.secret.kept' : 'provider.secret.hint')}
        />
        <Field
          label={t('provider.domains')}
          ask={t('provider.domains.ask')}
          value={domains}
          onChange={setDomains}
          preview={t('provider.domains.hint')}
        />
        <Select
          label={t('provider.role')}
          value={role}
          onChange={(next) => setRole(next as typeof role)}
          options={(['viewer', 'responder'] as const).map((id) => ({ id, name: t(`role.${id}`) }))}
        />
        {provider ? (
          <div className={styles.actions}>
            <Button size="small" kind="danger" onPress={() => setRemoving(true)}>
              {t('provider.remove')}
            </Button>
          </div>
        ) : null}
      </FormDialog>
      {provider && removing ? (
        <RemoveDialog provider={provider} onBack={() => setRemoving(false)} onDone={onClose} />
      ) : null}
    </>
  );
}

function RemoveDialog({
  provider,
  onBack,
  onDone,
}: {
  provider: ProviderBody;
  onBack: () => void;
  onDone: () => void;
}) {
  const remove = useWrite(providersApi.remove, {
    touches: ['settings'],
    onDone,
    onFail: sayFailure,
  });
  return (
    <Confirm
      title={t('provider.remove.title', { provider: provider.name })}
      action={t('provider.remove')}
      sending={remove.isPending}
      onConfirm={() => remove.mutate({ params: { id: provider.id } })}
      onClose={onBack}
    >
      {t('provider.remove.text')}
    </Confirm>
  );
}
