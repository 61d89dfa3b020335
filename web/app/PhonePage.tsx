import { useState } from 'react';
import { sessionApi } from '#people/contract';
import { useGo } from '../client/address.ts';
import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { sessionChanged } from '../client/session-changed.ts';
import { Button } from '../ui/Button.tsx';
import { Logo } from '../ui/Logo.tsx';
import { Empty } from '../ui/States.tsx';
import { t } from './messages/en.ts';
import { tokenOfAddress } from './token.ts';
import styles from './Boot.module.css';

/** Behind the code that the first screen shows: signs this phone in, without a password. */
export function PhonePage() {
  const go = useGo();
  const [token] = useState(() => tokenOfAddress() ?? '');
  const enter = useWrite(sessionApi.enterByPhone, {
    onDone: () => {
      sessionChanged();
      go('/welcome', { replace: true });
    },
  });
  useTabTitle(t('phone.title'));
  return (
    <main className={styles.gate}>
      <div className={styles.form}>
        <Logo />
        <h1>{t('phone.title')}</h1>
        <p>{t('phone.text')}</p>
        {enter.isError ? (
          <Empty good={false} title={words(enter.error)}>
            {t('phone.again')}
          </Empty>
        ) : null}
        <div className={styles.actions}>
          <Button kind="primary" size="hero" sending={enter.isPending} isDisabled={token === ''} onPress={() => enter.mutate({ body: { token } })}>
            {t('phone.button')}
          </Button>
        </div>
      </div>
    </main>
  );
}
