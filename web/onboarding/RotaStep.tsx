import { useState } from 'react';

import { RotaForm } from '../oncall/RotaForm.tsx';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { Link } from '../ui/Link.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { t } from './messages.en.ts';
import type { useSteps } from './useSteps.ts';

import styles from './WelcomePage.module.css';

/** Somebody is on call: at first oneself. */
export function RotaStep({ steps }: { steps: ReturnType<typeof useSteps> }) {
  const [making, setMaking] = useState(false);
  const have = steps.own.length > 0;
  return (
    <>
      <p className={styles.muted}>{t('rota.what')}</p>
      {have ? (
        <>
          <p className={styles.note}>
            <SeverityShape state="ok" size={16} />
            <b>{t('rota.have', { n: steps.own.length })}</b>
            {steps.own.map((rota) => (
              <Link key={rota.id} href={`/schedules/${rota.slug}`}>
                {rota.name}
              </Link>
            ))}
          </p>
          <p className={styles.muted}>{t('rota.policy')}</p>
          <div>
            <ButtonLink href="/policies/new">{t('rota.policy.make')}</ButtonLink>
          </div>
        </>
      ) : (
        <div>
          <Button onPress={() => setMaking(true)}>{t('rota.make')}</Button>
        </div>
      )}
      <div className={styles.foot}>
        <span />
        <ButtonLink kind="quiet" href="/settings/people">
          {t('rota.invite')}
        </ButtonLink>
        <ButtonLink kind="primary" size="hero" href="/">
          {t('finish')}
        </ButtonLink>
      </div>
      {making ? <RotaForm schedule={null} stay onClose={() => setMaking(false)} /> : null}
    </>
  );
}
