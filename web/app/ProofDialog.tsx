import { useState } from 'react';

import { waysApi } from '#people/contract';

import { ApiError, fieldErrors, words } from '../client/api.ts';
import { browserHasPasskeys, signWithPasskey } from '../client/passkey.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages/en.ts';

import styles from './Boot.module.css';

/** "Is it you?" before a dangerous change: password and code, a passkey, or the provider. */
export function ProofDialog({ onEnd }: { onEnd: (proven: boolean) => void }) {
  const ways = useRead(waysApi.mine);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [failed, setFailed] = useState<string | null>(null);
  const prove = useWrite(waysApi.prove, { onDone: () => onEnd(true) });
  const leave = useWrite(waysApi.leave, { onDone: ({ url }) => location.assign(url) });
  const mine = ways.data;
  const codeToo =
    mine?.secondFactor === true ||
    (prove.error instanceof ApiError && prove.error.problem?.code === 'codeRequired');
  const errors = fieldErrors(prove.error);
  const submit = () =>
    prove.mutate({ body: { password, ...(code !== '' && { code: code.trim() }) } });
  const byPasskey = async () => {
    setFailed(null);
    try {
      const passkey = await signWithPasskey();
      if (passkey) prove.mutate({ body: { passkey } });
    } catch (error) {
      setFailed(words(error));
    }
  };
  const named = Object.keys(errors).length > 0;
  return (
    <Dialog
      open
      onClose={() => onEnd(false)}
      title={t('proof.title')}
      actions={
        <>
          <Button kind="quiet" onPress={() => onEnd(false)}>
            {t('proof.not')}
          </Button>
          {mine?.password === false ? (
            <span />
          ) : (
            <Button
              kind="primary"
              sending={prove.isPending}
              isDisabled={password === ''}
              onPress={submit}
            >
              {t('proof.button')}
            </Button>
          )}
        </>
      }
    >
      <form
        className={styles.proof}
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') submit();
        }}
      >
        <p>{t('proof.text')}</p>
        {mine?.password === false ? null : (
          <Field
            label={t('signIn.password')}
            type="password"
            autoComplete="current-password"
            value={password}
            onChange={setPassword}
            error={errors['password']}
            autoFocus
          />
        )}
        {codeToo ? (
          <Field
            label={t('signIn.code')}
            autoComplete="one-time-code"
            value={code}
            onChange={setCode}
            error={errors['code']}
          />
        ) : null}
        {(mine?.passkeys.length ?? 0) > 0 && browserHasPasskeys() ? (
          <Button onPress={() => void byPasskey()}>{t('signIn.passkey')}</Button>
        ) : null}
        {mine?.providers
          .filter((one) => one.connected)
          .map((one) => (
            <Button
              key={one.id}
              sending={leave.isPending}
              onPress={() =>
                leave.mutate({
                  params: { id: one.id },
                  body: { purpose: 'proof', returnTo: location.pathname + location.search },
                })
              }
            >
              {t('signIn.with', { provider: one.name })}
            </Button>
          ))}
        {failed ? <ErrorState title={failed} /> : null}
        {prove.isError && !named ? <ErrorState title={words(prove.error)} /> : null}
        {leave.isError ? <ErrorState title={words(leave.error)} /> : null}
        <button type="submit" hidden aria-label={t('proof.button')} />
      </form>
    </Dialog>
  );
}
