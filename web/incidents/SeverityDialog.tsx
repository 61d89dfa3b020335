import { useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { RadioGroup, RadioRow } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { incidentState, SeverityShape, stateShort } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages.en.ts';

import styles from './DeclareDialog.module.css';

const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;

/** One plain line per level, as this organisation defines them. */
export function SeverityDialog({
  incident,
  onClose,
}: {
  incident: IncidentDetail;
  onClose: () => void;
}) {
  const [severity, setSeverity] = useState<(typeof severities)[number]>(incident.severity);
  const levels = useRead(incidentsApi.levels, {}, { topics: ['settings'] });
  const edit = useWrite(incidentsApi.edit, {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
    onDone: onClose,
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('severity.title')}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button
            kind="primary"
            sending={edit.isPending}
            isDisabled={severity === incident.severity}
            onPress={() =>
              edit.mutate({
                params: { id: incident.id },
                body: { severity },
                headers: { 'if-match': `"${incident.version}"` },
              })
            }
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <div className={styles.levels}>
        <RadioGroup
          label={t('severity.title')}
          hideLabel
          value={severity}
          onChange={(next) => setSeverity(next as typeof severity)}
        >
          {severities.map((one) => {
            const level = levels.data?.items.find((item) => item.severity === one);
            return (
              <RadioRow key={one} value={one}>
                <SeverityShape state={incidentState(one)} />
                <b className={styles.short}>{level?.name ?? stateShort(one)}</b>
                <span className={styles.line}>{level?.definition ?? t(`${one}.line`)}</span>
              </RadioRow>
            );
          })}
        </RadioGroup>
        {edit.isError ? <ErrorState title={words(edit.error)} /> : null}
      </div>
    </Dialog>
  );
}
