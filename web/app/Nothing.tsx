import type { ErrorComponentProps } from '@tanstack/react-router';
import { useEffect } from 'react';

import { Screen } from '../client/Screen.tsx';
import { ErrorState, Missing } from '../ui/States.tsx';
import { t } from './messages/en.ts';

import styles from './Boot.module.css';

/** An address that leads nowhere. */
export function NotFound() {
  return (
    <Screen title={t('notFound.screen')}>
      <div className={styles.inside}>
        <Missing title={t('notFound.title')} action={{ name: t('notFound.link'), href: '/' }}>
          {t('notFound.text')}
        </Missing>
      </div>
    </Screen>
  );
}

/** A screen that threw. After an update of the server its parts may be gone: then the page is loaded anew, once. */
export function Crash({ error: thrown, reset }: ErrorComponentProps) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const gone = /dynamically imported module|module script/i.test(error.message);
  useEffect(() => {
    if (!gone || sessionStorage.getItem('ek.reloaded') === location.pathname) return;
    sessionStorage.setItem('ek.reloaded', location.pathname);
    location.reload();
  }, [gone]);
  return (
    <main className={styles.middle} id="content">
      <ErrorState title={t('crash.title')} onRetry={reset}>
        {`${t('crash.text')} ${error.message}`}
      </ErrorState>
    </main>
  );
}
