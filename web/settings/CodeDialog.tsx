import { useState } from 'react';

import { meApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { toast } from '../ui/Toast.tsx';
import { sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import type { MethodBody } from './person.ts';

import styles from './Settings.module.css';

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
    <Dialog
      open
      onClose={onClose}
      title={t('method.code.title', { address: method.address })}
      actions={
        <>
          <Button
            kind="quiet"
            sending={again.isPending}
            onPress={() => again.mutate({ params: { id: method.id } })}
          >
            {t('method.code.again')}
          </Button>
          <Button
            kind="primary"
            sending={confirm.isPending}
            isDisabled={code.trim().length < 4}
            onPress={submit}
          >
            {t('method.verify')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
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
      </form>
    </Dialog>
  );
}
