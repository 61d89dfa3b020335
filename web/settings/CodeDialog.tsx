import { useState } from 'react';

import { meApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { toast } from '../ui/Toast.tsx';
import { sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import type { MethodBody } from './person.ts';

/** Asks for the code that was sent to a new way to be reached. */
export function CodeDialog({ method, onClose }: { method: MethodBody; onClose: () => void }) {
  const [code, setCode] = useState('');
  const confirm = useWrite(meApi.confirmMethod, { touches: ['settings'], onDone: onClose });
  const again = useWrite(meApi.sendCode, {
    onDone: () => toast({ text: t('method.code.sent') }),
    onFail: sayFailure,
  });
  const submit = () => confirm.mutate({ params: { id: method.id }, body: { code: code.trim() } });
  return (
    <FormDialog
      title={t('method.code.title', { address: method.address })}
      action={t('method.verify')}
      back={
        <Button
          kind="quiet"
          sending={again.isPending}
          onPress={() => again.mutate({ params: { id: method.id } })}
        >
          {t('method.code.again')}
        </Button>
      }
      ready={code.trim().length >= 4}
      sending={confirm.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field
        label={t('method.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        error={confirm.isError ? words(confirm.error) : undefined}
        autoFocus
      />
    </FormDialog>
  );
}
