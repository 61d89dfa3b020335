import { useState, type FormEvent } from 'react';

import { setupApi } from '#people/contract';

import { useGo } from '../client/address.ts';
import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { sessionChanged } from '../client/session-changed.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Logo } from '../ui/Logo.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages/en.ts';
import { tokenOfAddress } from './token.ts';
import { isZone, ZoneField } from './ZoneField.tsx';

import styles from './Boot.module.css';

/** The page behind the one-time link of the first start. */
export function SetupPage() {
  useTabTitle(t('setup.title'));
  const go = useGo();
  const [token] = useState(tokenOfAddress);
  const state = useRead(setupApi.state);
  const [values, setValues] = useState({ organisation: '', name: '', email: '', password: '' });
  const [timezone, setTimezone] = useState(Intl.DateTimeFormat().resolvedOptions().timeZone);
  const claim = useWrite(setupApi.claim, {
    onDone: () => {
      sessionChanged();
      go('/welcome', { replace: true });
    },
  });
  const set = (name: keyof typeof values) => (value: string) =>
    setValues((before) => ({ ...before, [name]: value }));
  const errors = fieldErrors(claim.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (token === null || !isZone(timezone)) return;
    const { organisation, ...person } = values;
    claim.mutate({
      body: {
        token,
        ...person,
        timezone,
        ...(organisation.trim() && { organisation: organisation.trim() }),
      },
    });
  };
  if (state.data && !state.data.needed && !claim.isPending && !claim.isSuccess) {
    return (
      <main className={styles.gate}>
        <div className={styles.form}>
          <Logo />
          <h1>{t('setup.over')}</h1>
          <div className={styles.actions}>
            <ButtonLink kind="primary" size="hero" href="/">
              {t('setup.signIn')}
            </ButtonLink>
          </div>
        </div>
      </main>
    );
  }
  return (
    <main className={styles.gate}>
      <form className={styles.form} onSubmit={submit}>
        <Logo />
        <h1>{t('setup.title')}</h1>
        <p>{t('setup.text')}</p>
        {token === null ? <ErrorState title={t('setup.noToken')} /> : null}
        <Field
          label={t('setup.name')}
          name="name"
          autoComplete="name"
          value={values.name}
          onChange={set('name')}
          error={errors['name']}
          required
          autoFocus
        />
        <Field
          label={t('setup.email')}
          type="email"
          name="email"
          autoComplete="username"
          value={values.email}
          onChange={set('email')}
          error={errors['email']}
          required
        />
        <Field
          label={t('setup.password')}
          type="password"
          name="password"
          autoComplete="new-password"
          value={values.password}
          onChange={set('password')}
          error={errors['password']}
          preview={t('setup.password.hint')}
          required
        />
        <Field
          label={t('setup.organisation')}
          name="organisation"
          autoComplete="organization"
          value={values.organisation}
          onChange={set('organisation')}
          error={errors['organisation']}
        />
        <ZoneField value={timezone} onChange={setTimezone} />
        {claim.isError && Object.keys(errors).length === 0 ? (
          <ErrorState title={words(claim.error)} />
        ) : null}
        <div className={styles.actions}>
          <Button
            kind="primary"
            size="hero"
            type="submit"
            sending={claim.isPending}
            isDisabled={token === null}
          >
            {t('setup.button')}
          </Button>
        </div>
      </form>
    </main>
  );
}
