import { useState } from 'react';

import { secondFactorApi } from '#people/contract';

import { fieldErrors, words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { Confirm, Handout } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { QrCode } from '../ui/QrCode.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { sayFailure } from './if-match.ts';
import type { Ways } from './PasskeysSection.tsx';
import { Section } from './Section.tsx';
import { t } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

/** Codes from an app beside the password: on or off, and the codes for the day the phone is lost. */
export function FactorSection({ ways }: { ways: Ways }) {
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const [secret, setSecret] = useState<{ secret: string; uri: string } | null>(null);
  const [leaving, setLeaving] = useState(false);
  const touches = ['settings'];
  const start = useWrite(secondFactorApi.start, { onDone: setSecret, onFail: sayFailure });
  const renew = useWrite(secondFactorApi.renew, {
    touches,
    onDone: ({ recoveryCodes }) => setCodes(recoveryCodes),
    onFail: sayFailure,
  });
  const remove = useWrite(secondFactorApi.remove, {
    touches,
    onDone: () => setLeaving(false),
    onFail: sayFailure,
  });
  if (!ways.password) return null;
  const on = ways.secondFactor;
  return (
    <Section
      title={t('factor')}
      action={
        on ? undefined : (
          <Button sending={start.isPending} onPress={() => start.mutate({})}>
            {t('factor.set')}
          </Button>
        )
      }
    >
      <p className={styles.warn}>
        <SeverityShape state={on ? 'ok' : 'sev3'} />
        <span>
          {on
            ? `${t('factor.on')} ${t('factor.left', { n: ways.recoveryCodesLeft })}`
            : t('factor.off')}
        </span>
      </p>
      {on ? (
        <div className={styles.actions}>
          <Button sending={renew.isPending} onPress={() => renew.mutate({})}>
            {t('factor.renew')}
          </Button>
          <Button onPress={() => setLeaving(true)}>{t('factor.turnOff')}</Button>
        </div>
      ) : null}
      {secret ? (
        <SetUp
          secret={secret}
          onClose={() => setSecret(null)}
          onDone={(made) => {
            setSecret(null);
            setCodes(made);
          }}
        />
      ) : null}
      {codes ? <Recovery codes={codes} onClose={() => setCodes(null)} /> : null}
      {leaving ? (
        <Confirm
          title={t('factor.turnOff.title')}
          action={t('factor.turnOff')}
          sending={remove.isPending}
          onConfirm={() => remove.mutate({})}
          onClose={() => setLeaving(false)}
        >
          {t('factor.turnOff.text')}
        </Confirm>
      ) : null}
    </Section>
  );
}

function SetUp({
  secret,
  onClose,
  onDone,
}: {
  secret: { secret: string; uri: string };
  onClose: () => void;
  onDone: (codes: readonly string[]) => void;
}) {
  const [code, setCode] = useState('');
  const confirm = useWrite(secondFactorApi.confirm, {
    touches: ['settings'],
    onDone: ({ recoveryCodes }) => onDone(recoveryCodes),
  });
  const error = fieldErrors(confirm.error)['code'];
  const submit = () => confirm.mutate({ body: { code: code.trim() } });
  return (
    <FormDialog
      title={t('factor.set.title')}
      action={t('factor.turnOn')}
      ready={code.trim().length >= 6}
      sending={confirm.isPending}
      failure={confirm.isError && error === undefined && words(confirm.error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <QrCode text={secret.uri} what={t('factor.qr')} />
      <p className={styles.text}>{t('factor.set.text')}</p>
      <CopyField label={t('factor.secret')} text={secret.secret} />
      <Field
        label={t('factor.code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        error={error}
        autoFocus
      />
    </FormDialog>
  );
}

function Recovery({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Handout title={t('factor.recovery.title')} onClose={onClose}>
      <p>{t('factor.recovery.text')}</p>
      <ul className={styles.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <CopyField label={t('factor.recovery')} text={codes.join(' ')} />
    </Handout>
  );
}
