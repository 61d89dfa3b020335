import { useState } from 'react';

import { meApi, sessionApi } from '#people/contract';

import { useGo } from '../client/address.ts';
import { words } from '../client/api.ts';
import { allowPush, pushState } from '../client/push.ts';
import { useWrite } from '../client/queries.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { sessionChanged } from '../client/session-changed.ts';
import { Button } from '../ui/Button.tsx';
import { Logo } from '../ui/Logo.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty, ErrorState } from '../ui/States.tsx';
import { t } from './messages/en.ts';
import { tokenOfAddress } from './token.ts';

import styles from './Boot.module.css';

/** What the code on the big screen opens on the phone: signed in without a password, then push. */
export function PhonePage() {
  useTabTitle(t('phone.title'));
  const go = useGo();
  const [token] = useState(() => tokenOfAddress() ?? '');
  const [failed, setFailed] = useState<string | null>(null);
  const enter = useWrite(sessionApi.enterByPhone, { onDone: sessionChanged });
  const add = useWrite(meApi.addMethod, { touches: ['settings'], onDone: () => go('/') });
  const push = async () => {
    setFailed(null);
    try {
      add.mutate({ body: await allowPush() });
    } catch (error) {
      setFailed(words(error));
    }
  };
  if (enter.isError) {
    return (
      <main className={styles.middle}>
        <Empty alone good={false} title={t('phone.over')}>
          {t('phone.again')}
        </Empty>
      </main>
    );
  }
  if (!enter.data) {
    return (
      // A press, not the arrival, uses the code up: programs that follow links must not.
      <main className={styles.gate}>
        <div className={styles.form}>
          <Logo />
          <h1>{t('phone.title')}</h1>
          <p>{t('phone.text')}</p>
          <div className={styles.actions}>
            <Button
              kind="primary"
              size="hero"
              sending={enter.isPending}
              onPress={() => enter.mutate({ body: { token } })}
            >
              {t('phone.button')}
            </Button>
          </div>
        </div>
      </main>
    );
  }
  const state = pushState();
  return (
    <main className={styles.gate}>
      <div className={styles.form}>
        <Logo />
        <h1>{t('phone.linked', { name: enter.data.person?.name ?? '' })}</h1>
        <p className={styles.fact}>
          <SeverityShape state="ok" />
          {t('phone.linked.text')}
        </p>
        <p>
          {state === 'possible'
            ? t('phone.push.text')
            : t(state === 'denied' ? 'phone.push.denied' : 'phone.push.none')}
        </p>
        {failed ? <ErrorState title={failed} /> : null}
        {add.isError ? <ErrorState title={words(add.error)} /> : null}
        <div className={styles.actions}>
          <Button kind="quiet" size="hero" onPress={() => go('/')}>
            {t('phone.later')}
          </Button>
          {state === 'possible' ? (
            <Button kind="primary" size="hero" sending={add.isPending} onPress={() => void push()}>
              {t('phone.push')}
            </Button>
          ) : null}
        </div>
      </div>
    </main>
  );
}
