import { useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { ErrorState } from '../ui/States.tsx';
import { Members } from './Members.tsx';
import { t } from './messages.en.ts';

import styles from './DeclareDialog.module.css';

/** Title, the impact in customer words, and who may know. */
export function EditDialog({
  incident,
  onClose,
}: {
  incident: IncidentDetail;
  onClose: () => void;
}) {
  const [title, setTitle] = useState(incident.title);
  const [impact, setImpact] = useState(incident.impact);
  const [secret, setSecret] = useState(incident.private);
  const edit = useWrite(incidentsApi.edit, {
    touches: ['incidents', `incident:${incident.id}`, 'now'],
    onDone: onClose,
  });
  const save = () =>
    edit.mutate({
      params: { id: incident.id },
      body: { title: title.trim(), impact, private: secret },
      headers: { 'if-match': `"${incident.version}"` },
    });
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('edit.title')}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button
            kind="primary"
            sending={edit.isPending}
            isDisabled={title.trim() === ''}
            onPress={save}
          >
            {t('save')}
          </Button>
        </>
      }
    >
      <form
        className={styles.levels}
        style={{ marginInline: 0 }}
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field label={t('edit.name')} value={title} onChange={setTitle} autoFocus />
        <TextArea
          label={t('edit.impact')}
          ask={t('edit.impact.ask')}
          value={impact}
          onChange={setImpact}
          rows={3}
        />
        <Checkbox checked={secret} onChange={setSecret}>
          {t('declare.private')}
        </Checkbox>
        {incident.private ? <Members incident={incident} /> : null}
        {edit.isError ? <ErrorState title={words(edit.error)} /> : null}
      </form>
    </Dialog>
  );
}
