import { Logo } from '../ui/Logo.tsx';
import { t } from './messages/en.ts';

import styles from './Boot.module.css';

/** Before the first owner: where the one-time link is to be found. */
export function FirstOwner() {
  return (
    <main className={styles.gate}>
      <div className={styles.form}>
        <Logo />
        <h1>{t('owner.title')}</h1>
        <p>{t('owner.text')}</p>
      </div>
    </main>
  );
}
