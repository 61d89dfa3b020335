import { useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Field.tsx';
import { ErrorState } from '../ui/States.tsx';
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
    <Dialog
      open
      onClose={onClose}
      title={step === 'resolve' ? t('resolve.title', { ref: incident.ref }) : t(`${step}.title`)}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button
            kind="primary"
            sending={move.isPending}
            isDisabled={needed && how.trim() === ''}
            onPress={send}
          >
            {t(step)}
          </Button>
        </>
      }
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
      {move.isError ? <ErrorState title={words(move.error)} /> : null}
    </Dialog>
  );
}
