import { useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { TextArea } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { t } from './messages.en.ts';

export type ProgressStep = 'mitigate' | 'verify' | 'resolve' | 'reopen';

/** Asks how it is known; the answer becomes an entry of the log. */
export function ProgressDialog({
  incident,
  step,
  onClose,
}: {
  incident: IncidentDetail;
  step: ProgressStep;
  onClose: () => void;
}) {
  const [how, setHow] = useState('');
  const move = useWrite(incidentsApi[step], {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
    onDone: onClose,
  });
  const verified = step === 'resolve' && incident.times.verifiedAt !== null;
  const needed = step === 'verify' || (step === 'resolve' && !verified);
  const send = () =>
    move.mutate({
      params: { id: incident.id },
      body: how.trim() === '' ? {} : { how: how.trim() },
    });
  const label = step === 'resolve' ? t('resolve.how') : t(`${step}.title`);
  return (
    <FormDialog
      title={step === 'resolve' ? t('resolve.title', { ref: incident.ref }) : t(`${step}.title`)}
      action={t(step)}
      ready={!needed || how.trim() !== ''}
      sending={move.isPending}
      failure={move.isError && words(move.error)}
      onSubmit={send}
      onClose={onClose}
    >
      {verified ? (
        <p>{t('resolve.text', { how: incident.verifiedHow })}</p>
      ) : (
        <TextArea
          label={label}
          hideLabel={step !== 'resolve'}
          value={how}
          onChange={setHow}
          rows={2}
          ask={step === 'mitigate' ? t('mitigate.ask') : step === 'reopen' ? '' : t('verify.ask')}
        />
      )}
    </FormDialog>
  );
}
