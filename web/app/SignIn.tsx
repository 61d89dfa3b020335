import { useState, type FormEvent } from 'react';

import { sessionApi, waysApi } from '#people/contract';

import { ApiError, fieldErrors, words } from '../client/api.ts';
import { browserHasPasskeys, signWithPasskey } from '../client/passkey.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { sessionChanged } from '../client/session-changed.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Logo } from '../ui/Logo.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages/en.ts';

import styles from './Boot.module.css';

/** Why a provider did not let somebody in, from the address it sent them back to. */
const refusals = [
  'noAddress',
  'unverified',
  'claimed',
  'notInvited',
  'deactivated',
  'late',
  'provider',
  'taken',
  'other',
] as const;

/** Address and password, and whatever else opens here. Shown in place, so that the address one came for stays. */
export function SignIn() {
  useTabTitle(t('signIn.title'));
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useWrite(sessionApi.signIn, { onDone: sessionChanged });
  const problem = signIn.error instanceof ApiError ? signIn.error.problem : null;
  const errors = fieldErrors(signIn.error);
  // Once asked for, the code stays on screen until the address changes.
  const [codeFor, setCodeFor] = useState<string | null>(null);
  const wanted = problem?.code === 'codeRequired' || codeFor === email;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email === '' || password === '') return;
    if (wanted) setCodeFor(email);
    const typed = code.trim();
    signIn.mutate({
      body: { email: email.trim(), password, ...(wanted && typed !== '' && { code: typed }) },
    });
  };
  const wrong = problem?.code === 'unauthenticated';
  const silent = problem?.code === 'codeRequired' || errors['code'] !== undefined;
  return (
    <main className={styles.gate}>
      <div className={styles.form}>
        <form className={styles.inner} onSubmit={submit}>
          <Logo />
          <h1>{t('signIn.title')}</h1>
          <Refusal />
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
          {wanted ? (
            <Field
              label={t('signIn.code')}
              name="code"
              autoComplete="one-time-code"
              value={code}
              onChange={setCode}
              preview={t('signIn.code.hint')}
              error={errors['code']}
              autoFocus
            />
          ) : null}
          {signIn.isError && !silent ? (
            <ErrorState title={wrong ? t('signIn.wrong') : words(signIn.error)} />
          ) : null}
          <div className={styles.actions}>
            <Button kind="primary" size="hero" type="submit" sending={signIn.isPending}>
              {t('signIn.button')}
            </Button>
          </div>
        </form>
        <OtherWays />
        <p className={styles.small}>{t('signIn.forgot')}</p>
      </div>
    </main>
  );
}

function Refusal() {
  const said = new URLSearchParams(location.search).get('signIn');
  const reason = refusals.find((one) => one === said);
  return reason ? <ErrorState title={t(`signIn.refused.${reason}`)} /> : null;
}

/** Passkey and providers, where there are any. */
function OtherWays() {
  const ways = useRead(waysApi.public);
  const [failed, setFailed] = useState<string | null>(null);
  const enter = useWrite(sessionApi.signInByPasskey, { onDone: sessionChanged });
  const leave = useWrite(waysApi.signIn, { onDone: ({ url }) => location.assign(url) });
  const byPasskey = async () => {
    setFailed(null);
    try {
      const passkey = await signWithPasskey();
      if (passkey) enter.mutate({ body: { passkey } });
    } catch (error) {
      setFailed(words(error));
    }
  };
  const passkeys = ways.data?.passkeys === true && browserHasPasskeys();
  const providers = ways.data?.providers ?? [];
  if (!passkeys && providers.length === 0) return null;
  const returnTo = location.pathname;
  return (
    <div className={styles.ways}>
      {passkeys ? (
        <Button size="hero" sending={enter.isPending} onPress={() => void byPasskey()}>
          {t('signIn.passkey')}
        </Button>
      ) : null}
      {providers.map((one) => (
        <Button
          key={one.id}
          size="hero"
          sending={leave.isPending}
          onPress={() => leave.mutate({ params: { id: one.id }, body: { returnTo } })}
        >
          {t('signIn.with', { provider: one.name })}
        </Button>
      ))}
      {failed ? <ErrorState title={failed} /> : null}
      {enter.isError ? <ErrorState title={words(enter.error)} /> : null}
      {leave.isError ? <ErrorState title={words(leave.error)} /> : null}
    </div>
  );
}
