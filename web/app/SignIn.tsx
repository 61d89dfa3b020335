import { useState, type FormEvent } from 'react';

import { sessionApi } from '#people/contract';

import { ApiError, words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { sessionChanged } from '../client/session-changed.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Logo } from '../ui/Logo.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages/en.ts';

import styles from './Boot.module.css';

/** Address and password. Shown in place, so that the address one came for stays. */
export function SignIn() {
  useTabTitle(t('signIn.title'));
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useWrite(sessionApi.signIn, { onDone: sessionChanged });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email !== '' && password !== '') signIn.mutate({ body: { email: email.trim(), password } });
  };
  const wrong = signIn.error instanceof ApiError && signIn.error.status === 401;
  return (
    <main className={styles.gate}>
      <form className={styles.form} onSubmit={submit}>
        <Logo />
        <h1>{t('signIn.title')}</h1>
        <Field
          label={t('signIn.email')}
          type="email"
          name="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
          required
          autoFocus
        />
        <Field
          label={t('signIn.password')}
          type="password"
          name="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          required
        />
        {signIn.isError ? (
          <ErrorState title={wrong ? t('signIn.wrong') : words(signIn.error)} />
        ) : null}
        <div className={styles.actions}>
          <Button kind="primary" size="hero" type="submit" sending={signIn.isPending}>
            {t('signIn.button')}
          </Button>
        </div>
        <p className={styles.small}>{t('signIn.forgot')}</p>
      </form>
    </main>
  );
}
