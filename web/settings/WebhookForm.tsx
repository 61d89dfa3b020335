import { useState } from 'react';

import type { Static } from '#platform/endpoint';
import { type WebhookBody, webhooksApi } from '#webhooks/contract';

import { fieldErrors, words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Checkbox } from '../ui/Choice.tsx';
import { CopyField } from '../ui/CopyField.tsx';
import { Handout } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { ifMatch } from './if-match.ts';
import { t } from './webhook-messages.en.ts';

import styles from './Settings.module.css';

const picks = ['alert', 'page', 'incident', 'update', 'change'] as const;
type Pick = (typeof picks)[number];

/** Patterns that boxes stand for; what was set by the API or the command line may be finer. */
function boxesOf(events: readonly string[]): Pick[] {
  return picks.filter((pick) => events.includes('*') || events.includes(`${pick}.*`));
}

function eventsOf(boxes: readonly Pick[]): string[] {
  return boxes.length === picks.length ? ['*'] : boxes.map((box) => `${box}.*`);
}

/** Makes a webhook, and shows its secret once; or edits one. */
export function WebhookForm({
  webhook,
  onClose,
}: {
  webhook: Static<typeof WebhookBody> | null;
  onClose: () => void;
}) {
  const [name, setName] = useState(webhook?.name ?? '');
  const [url, setUrl] = useState(webhook?.url ?? '');
  const [boxes, setBoxes] = useState<Pick[]>(boxesOf(webhook?.events ?? ['*']));
  const fine =
    webhook !== null && boxes.length === 0 && webhook.events.every((one) => !one.endsWith('*'));
  const create = useWrite(webhooksApi.create, { touches: ['settings'] });
  const update = useWrite(webhooksApi.update, { touches: ['settings'], onDone: onClose });
  const failure = create.error ?? update.error;
  const errors = fieldErrors(failure);
  const ready = url.trim() !== '' && (fine || boxes.length > 0);
  const send = () => {
    const body = {
      url: url.trim(),
      ...(name.trim() !== '' && { name: name.trim() }),
      ...(!fine && { events: eventsOf(boxes) }),
    };
    if (webhook === null) create.mutate({ body });
    else update.mutate({ params: { id: webhook.id }, body, headers: ifMatch(webhook.version) });
  };
  if (create.data) return <SecretOnce secret={create.data.secret} onClose={onClose} />;
  return (
    <FormDialog
      title={webhook?.name ?? t('title.new')}
      action={webhook === null ? t('make') : t('save')}
      ready={ready}
      sending={create.isPending || update.isPending}
      failure={failure && errors['url'] === undefined && words(failure)}
      onSubmit={send}
      onClose={onClose}
    >
      <Field
        label={t('url')}
        type="url"
        ask={t('url.ask')}
        value={url}
        onChange={setUrl}
        preview={t('url.hint')}
        error={errors['url']}
        autoFocus
      />
      <Field label={t('name')} ask={t('name.ask')} value={name} onChange={setName} />
      <fieldset className={styles.stack}>
        <legend className={styles.sub}>{t('gets')}</legend>
        {picks.map((pick) => (
          <Checkbox
            key={pick}
            checked={boxes.includes(pick)}
            onChange={(on) => setBoxes(on ? [...boxes, pick] : boxes.filter((one) => one !== pick))}
          >
            {t(`gets.${pick}`)}
          </Checkbox>
        ))}
        {fine ? (
          <p className={styles.text}>{t('gets.exact', { events: webhook.events.join(', ') })}</p>
        ) : boxes.length === 0 ? (
          <p className={styles.text}>{t('gets.none')}</p>
        ) : null}
      </fieldset>
    </FormDialog>
  );
}

/** The secret, to be copied now. */
export function SecretOnce({
  secret,
  note,
  onClose,
}: {
  secret: string;
  note?: string;
  onClose: () => void;
}) {
  return (
    <Handout title={t('secret.once')} onClose={onClose}>
      <CopyField label={t('secret.label')} text={secret} />
      {note === undefined ? null : <p className={styles.text}>{note}</p>}
    </Handout>
  );
}
