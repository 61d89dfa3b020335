import { useState } from 'react';

import type { MadeIngestKey } from '#intake/contract';
import { sessionApi } from '#people/contract';
import { servicesApi } from '#services/contract';
import { demoApi } from '#setup/contract';

import { useGo } from '../client/address.ts';
import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { sessionChanged } from '../client/session-changed.ts';
import { useMay, useMe } from '../client/session.ts';
import { ConnectDialog } from '../intake/ConnectDialog.tsx';
import { ReadyDialog } from '../intake/ReadyDialog.tsx';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages.en.ts';
import type { useSteps } from './useSteps.ts';

import styles from './WelcomePage.module.css';

/** One tool that sends, or the demo to look around in. */
export function SourceStep({
  steps,
  onNext,
}: {
  steps: ReturnType<typeof useSteps>;
  onNext: () => void;
}) {
  const me = useMe();
  const go = useGo();
  const mayServices = useMay('services:write');
  const maySettings = useMay('settings:write');
  const [connecting, setConnecting] = useState(false);
  const [made, setMade] = useState<MadeIngestKey | null>(null);
  const [name, setName] = useState('');
  const services = useRead(servicesApi.list, { query: { limit: 200 } }, { topics: ['services'] });
  const create = useWrite(servicesApi.create, {
    touches: ['services'],
    onDone: () => setConnecting(true),
  });
  const fill = useWrite(demoApi.fill, { onDone: sessionChanged });
  const look = useWrite(sessionApi.look, {
    onDone: () => {
      sessionChanged();
      go('/');
    },
  });
  const demo = me.organisations.find((one) => one.kind === 'demo');
  const none = services.data?.items.length === 0;
  const failure = create.error ?? fill.error ?? look.error;
  return (
    <>
      <p className={styles.muted}>{t('source.what')}</p>
      {steps.keys.length > 0 ? (
        <p className={styles.note}>
          <SeverityShape state={steps.talking.length > 0 ? 'ok' : 'sev2'} size={16} />
          <b>
            {steps.talking.length > 0
              ? t('source.have', { n: steps.talking.length })
              : t('source.waiting')}
          </b>
        </p>
      ) : null}
      {none && mayServices ? (
        <form
          className={styles.inline}
          onSubmit={(event) => {
            event.preventDefault();
            if (name.trim() !== '') create.mutate({ body: { name: name.trim() } });
          }}
        >
          <Field
            label={t('source.service')}
            ask={t('source.service.ask')}
            value={name}
            onChange={setName}
            autoFocus
          />
          <Button type="submit" sending={create.isPending} isDisabled={name.trim() === ''}>
            {t('source.service.make')}
          </Button>
        </form>
      ) : (
        <div>
          <Button onPress={() => setConnecting(true)}>{t('source.connect')}</Button>
        </div>
      )}
      <div className={styles.demo}>
        <h3>{t('source.demo')}</h3>
        <p className={styles.muted}>{demo ? t('source.demo.there') : t('source.demo.text')}</p>
        <div>
          {demo ? (
            <Button
              sending={look.isPending}
              onPress={() => look.mutate({ body: { organisation: demo.id } })}
            >
              {t('source.demo.look')}
            </Button>
          ) : maySettings ? (
            <Button sending={fill.isPending} onPress={() => fill.mutate({})}>
              {t('source.demo')}
            </Button>
          ) : null}
        </div>
      </div>
      {failure ? <ErrorState title={words(failure)} /> : null}
      <div className={styles.foot}>
        <span />
        <Button
          kind={steps.talking.length > 0 ? 'primary' : 'quiet'}
          size={steps.talking.length > 0 ? 'hero' : 'normal'}
          onPress={onNext}
        >
          {steps.talking.length > 0 ? t('next') : t('later')}
        </Button>
      </div>
      {connecting ? (
        <ConnectDialog
          service={undefined}
          onClose={() => setConnecting(false)}
          onMade={(key) => {
            setConnecting(false);
            setMade(key);
          }}
        />
      ) : null}
      {made ? <ReadyDialog made={made} onClose={() => setMade(null)} /> : null}
    </>
  );
}
