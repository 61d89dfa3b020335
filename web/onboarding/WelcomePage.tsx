import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';

import { useAddress } from '../client/address.ts';
import { requestId, words } from '../client/api.ts';
import { useTabTitle } from '../client/Screen.tsx';
import { useMe } from '../client/session.ts';
import { Button, ButtonLink } from '../ui/Button.tsx';
import { now as clockNow, useNow } from '../ui/clock.ts';
import { cx } from '../ui/cx.ts';
import { Logo } from '../ui/Logo.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { length } from '../ui/time.ts';
import { ToastRegion } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';
import { PageStep } from './PageStep.tsx';
import { PhoneStep } from './PhoneStep.tsx';
import { RotaStep } from './RotaStep.tsx';
import { SourceStep } from './SourceStep.tsx';
import { stepIds, useSteps, type StepId } from './useSteps.ts';

import styles from './WelcomePage.module.css';

/** Zero to a ringing phone: five steps, each can be left and taken up again; what is done is seen, not remembered. */
export function WelcomePage() {
  useTabTitle(t('tab'));
  const me = useMe();
  const steps = useSteps();
  const [address, setAddress] = useAddress<'step'>();
  const first = stepIds.find((id) => !steps.done[id]) ?? 'rota';
  const step = stepIds.find((id) => id === address.step) ?? first;
  const goTo = (id: StepId) => setAddress({ step: id });
  return (
    <div className={styles.welcome}>
      <header className={styles.top}>
        <Logo />
        <Elapsed />
        <ButtonLink kind="quiet" href="/">
          {t('skip')}
        </ButtonLink>
      </header>
      <main className={styles.main} id="content">
        <div className={styles.side}>
          <h1 className={styles.title}>{t('title')}</h1>
          <p className={styles.about}>{t('about')}</p>
          <ol className={styles.steps}>
            {stepIds.map((id, index) => (
              <li key={id}>
                <AriaButton
                  className={cx(styles.step, id === step && styles.current)}
                  onPress={() => goTo(id)}
                  {...(id === step && { 'aria-current': 'step' as const })}
                >
                  <span className={styles.number}>
                    {steps.done[id] ? <SeverityShape state="ok" /> : index + 1}
                  </span>
                  <span>
                    <b>{t(`${id}.title`)}</b>
                    <span className={styles.under}>
                      {id === 'you'
                        ? t('you.text', { name: me.name, zone: me.timezone })
                        : t(`${id}.text`)}
                    </span>
                    <span className="hidden-text">
                      {t(steps.done[id] ? 'step.done' : id === step ? 'step.now' : 'step.open')}
                    </span>
                  </span>
                </AriaButton>
              </li>
            ))}
          </ol>
          <p className={styles.about}>
            {t('coming')} <code>{t('coming.text')}</code>
          </p>
        </div>
        <section className={styles.pane} aria-labelledby="welcome-step">
          <p className={styles.label}>{t('step', { n: stepIds.indexOf(step) + 1 })}</p>
          <h2 className={styles.paneTitle} id="welcome-step">
            {t(`${step}.title`)}
          </h2>
          {steps.failed === null ? null : (
            <ErrorState
              title={t('failed')}
              requestId={requestId(steps.failed)}
              onRetry={steps.again}
            >
              {words(steps.failed)}
            </ErrorState>
          )}
          {step === 'you' ? (
            <>
              <p>{t('you.done', { role: me.role, organisation: me.organisation.name })}</p>
              <div className={styles.foot}>
                <span />
                <Button kind="primary" size="hero" onPress={() => goTo('phone')}>
                  {t('next')}
                </Button>
              </div>
            </>
          ) : step === 'phone' ? (
            <PhoneStep steps={steps} onNext={() => goTo('page')} />
          ) : step === 'page' ? (
            <PageStep onNext={() => goTo('source')} />
          ) : step === 'source' ? (
            <SourceStep steps={steps} onNext={() => goTo('rota')} />
          ) : (
            <RotaStep steps={steps} />
          )}
        </section>
      </main>
      <ToastRegion />
    </div>
  );
}

function Elapsed() {
  const [since] = useState(() => {
    const kept = Number(sessionStorage.getItem('ek.welcome') ?? Number.NaN);
    const start = Number.isFinite(kept) ? kept : clockNow();
    sessionStorage.setItem('ek.welcome', String(start));
    return start;
  });
  const now = useNow();
  return (
    <span className={styles.elapsed}>
      {t('running', { time: length(Math.max(0, now - since)) })}
    </span>
  );
}
