import { useState } from 'react';

import { meApi } from '#people/contract';

import { fieldErrors, words } from '../client/api.ts';
import { allowPush, pushState } from '../client/push.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';
import type { MethodBody } from './person.ts';

const kinds = ['voice', 'sms', 'email', 'webPush', 'webhook'] as const;

/** Asks how and where, the loud ways first. */
export function AddMethod({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (method: MethodBody) => void;
}) {
  const [kind, setKind] = useState<(typeof kinds)[number]>('voice');
  const [address, setAddress] = useState('');
  const [made, setMade] = useState<{ method: MethodBody; secret: string } | null>(null);
  const [pushFailed, setPushFailed] = useState<string | null>(null);
  const add = useWrite(meApi.addMethod, {
    touches: ['settings'],
    onDone: (result) => {
      if (result.secret !== null) setMade({ method: result.method, secret: result.secret });
      else onMade(result.method);
    },
  });
  const errors = fieldErrors(add.error);
  const phone = kind === 'voice' || kind === 'sms';
  const push = async () => {
    const state = pushState();
    if (state !== 'possible')
      return setPushFailed(t(state === 'denied' ? 'method.push.denied' : 'method.push.none'));
    try {
      const body = await allowPush();
      add.mutate({ body }, { onSuccess: () => toast({ text: t('method.push.added') }) });
    } catch (error) {
      setPushFailed(Notification.permission === 'denied' ? t('method.push.denied') : words(error));
    }
    return undefined;
  };
  const submit = () => {
    if (kind === 'webPush') void push();
    else
      add.mutate({
        body: { kind, address: phone ? address.replace(/[\s()/-]/g, '') : address.trim() },
      });
  };
  if (made) {
    return (
      <Dialog
        open
        onClose={() => onMade(made.method)}
        title={t('method.secret')}
        actions={
          <Button kind="primary" onPress={() => onMade(made.method)}>
            {t('done')}
          </Button>
        }
      >
        <CopyField label={t('method.secret')} text={made.secret} />
      </Dialog>
    );
  }
  return (
    <FormDialog
      title={t('method.add.title')}
      action={kind === 'webPush' ? t('method.push') : t('add')}
      ready={kind === 'webPush' || address.trim() !== ''}
      sending={add.isPending}
      failure={pushFailed ?? (add.isError && errors['address'] === undefined && words(add.error))}
      onSubmit={submit}
      onClose={onClose}
    >
      <Select
        label={t('method.kind')}
        value={kind}
        onChange={(next) => setKind(next as typeof kind)}
        options={kinds.map((id) => ({ id, name: t(`method.${id}`) }))}
      />
      {kind === 'webPush' ? null : (
        <Field
          label={t(phone ? 'method.phone' : kind === 'webhook' ? 'method.url' : 'method.address')}
          type={phone ? 'tel' : kind === 'webhook' ? 'url' : 'email'}
          autoComplete={phone ? 'tel' : kind === 'email' ? 'email' : 'off'}
          {...(phone && { ask: t('method.phone.ask') })}
          value={address}
          onChange={setAddress}
          error={errors['address']}
          preview={t(
            phone
              ? 'method.phone.hint'
              : kind === 'webhook'
                ? 'method.url.hint'
                : 'method.email.hint',
          )}
        />
      )}
    </FormDialog>
  );
}
