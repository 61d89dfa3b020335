import { useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Checkbox } from '../ui/Choice.tsx';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Members } from './Members.tsx';
import { t } from './messages.en.ts';

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
    <FormDialog
      title={t('edit.title')}
      action={t('save')}
      ready={title.trim() !== ''}
      sending={edit.isPending}
      failure={edit.isError && words(edit.error)}
      onSubmit={save}
      onClose={onClose}
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
    </FormDialog>
  );
}
