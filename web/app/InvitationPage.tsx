import { useEffect, useState, type FormEvent } from 'react';

import { sessionApi } from '#people/contract';

import { useGo } from '../client/address.ts';
import { fieldErrors, words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { sessionChanged } from '../client/session-changed.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { LoadLine, Logo } from '../ui/Logo.tsx';
import { Empty, ErrorState } from '../ui/States.tsx';
import { t } from './messages/en.ts';
import { tokenOfAddress } from './token.ts';
import { isZone, ZoneField } from './ZoneField.tsx';

import styles from './Boot.module.css';

/** The page behind an invitation, or behind a new password given by an administrator. */
export function InvitationPage() {
  const go = useGo();
  const [token] = useState(() => tokenOfAddress() ?? '');
  const read = useWrite(sessionApi.readInvitation);
  const ask = read.mutate;
  useEffect(() => ask({ body: { token } }), [ask, token]);
  const [password, setPassword] = useState('');
  const [name, setName] = useState<string | null>(null);
  const [code, setCode] = useState('');
  const [timezone, setTimezone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const accept = useWrite(sessionApi.acceptInvitation, {
    onDone: () => {
      sessionChanged();
      go(read.data?.hasPassword ? '/' : '/welcome', { replace: true });
    },
  });
  useTabTitle(read.data ? t('invite.title', { organisation: read.data.organisation }) : '');
  if (read.isError) {
    return (
      <main className={styles.middle}>
        <Empty alone good={false} title={t('invite.gone')}>
          {t('invite.gone.text')}
        </Empty>
      </main>
    );
  }
  if (!read.data) {
    return (
      <main className={styles.middle} aria-busy="true" aria-label={t('boot.loading')}>
        <LoadLine size={40} />
      </main>
    );
  }
  const invitation = read.data;
  const errors = fieldErrors(accept.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isZone(timezone)) return;
    const chosen = (name ?? invitation.name).trim();
    accept.mutate({
      body: {
        token,
        password,
        ...(invitation.hasSecondFactor && { code: code.trim() }),
        ...(invitation.hasPassword ? {} : { timezone, ...(chosen && { name: chosen }) }),
      },
    });
  };
  return (
    <main className={styles.gate}>
      <form className={styles.form} onSubmit={submit}>
        <Logo />
        <h1>{t('invite.title', { organisation: invitation.organisation })}</h1>
        <p>
          {t(invitation.hasPassword ? 'invite.reset' : 'invite.text', { email: invitation.email })}
        </p>
        <input
          type="hidden"
          name="username"
          autoComplete="username"
          value={invitation.email}
          readOnly
        />
        {invitation.hasPassword ? null : (
          <Field
            label={t('setup.name')}
            autoComplete="name"
            value={name ?? invitation.name}
            onChange={setName}
            error={errors['name']}
          />
        )}
        <Field
          label={t('setup.password')}
          type="password"
          name="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={errors['password']}
          preview={t('setup.password.hint')}
          required
          autoFocus
        />
        {invitation.hasSecondFactor ? (
          <Field
            label={t('signIn.code')}
            name="code"
            autoComplete="one-time-code"
            value={code}
            onChange={setCode}
            preview={t('signIn.code.hint')}
            error={errors['code']}
            required
          />
        ) : null}
        {invitation.hasPassword ? null : <ZoneField value={timezone} onChange={setTimezone} />}
        {accept.isError && Object.keys(errors).length === 0 ? (
          <ErrorState title={words(accept.error)} />
        ) : null}
        <div className={styles.actions}>
          <Button kind="primary" size="hero" type="submit" sending={accept.isPending}>
            {t('invite.button')}
          </Button>
        </div>
      </form>
    </main>
  );
}
