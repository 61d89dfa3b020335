import { useState } from 'react';

import type { IncidentDetail } from '#incidents/contract';
import { statusPagesApi, updatesApi, type UpdateBody } from '#updates/contract';

import { fieldErrors, words } from '../client/api.ts';
import { useCommands } from '../client/commands.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { now as clockNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { TextArea } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { ErrorState } from '../ui/States.tsx';
import { clock } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { useRhythm } from './use-no-change.ts';

import styles from './UpdateDialog.module.css';

const statuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;
type Status = (typeof statuses)[number];

/** Where the phase says the words stand, for the first update. */
function proposed(incident: IncidentDetail): Status {
  if (incident.state === 'resolved') return 'resolved';
  if (incident.times.mitigatedAt !== null) return 'monitoring';
  return incident.times.causeIdentifiedAt !== null ? 'identified' : 'investigating';
}

/** Four fields, filled from the last update; publishing restarts the clock. */
export function UpdateDialog({
  incident,
  onClose,
}: {
  incident: IncidentDetail;
  onClose: () => void;
}) {
  const last = useRead(
    updatesApi.list,
    { params: { id: incident.id }, query: { limit: 1 } },
    { topics: [`incident:${incident.id}`] },
  );
  const pages = useRead(statusPagesApi.list, { query: { limit: 50 } }, { topics: ['status'] });
  if (!last.data || !pages.data) {
    if (last.isError || pages.isError) {
      return (
        <Dialog open onClose={onClose} title={t('update.title')}>
          <ErrorState
            title={words(last.error ?? pages.error)}
            onRetry={() => void Promise.all([last.refetch(), pages.refetch()])}
          />
        </Dialog>
      );
    }
    return null;
  }
  return (
    <Form
      incident={incident}
      last={last.data.items[0]}
      pages={pages.data.items}
      onClose={onClose}
    />
  );
}

interface FormProps {
  incident: IncidentDetail;
  last: UpdateBody | undefined;
  pages: readonly { slug: string; name: string }[];
  onClose: () => void;
}

function Form({ incident, last, pages, onClose }: FormProps) {
  const zone = useZone();
  const rhythm = useRhythm(incident.severity);
  const open = incident.state === 'open';
  const [status, setStatus] = useState<Status>(last?.status ?? proposed(incident));
  const [impact, setImpact] = useState(last?.impact ?? incident.impact);
  const [action, setAction] = useState(last?.action ?? '');
  const [minutes, setMinutes] = useState(String(rhythm));
  const [audiences, setAudiences] = useState<string[]>(
    last?.audiences ?? ['team', ...(incident.private ? [] : pages.map((page) => page.slug))],
  );
  const choices = [
    { id: 'team', name: t('audience.team') },
    { id: 'company', name: t('audience.company') },
    ...pages.map((page) => ({ id: page.slug, name: t('audience.page', { name: page.name }) })),
  ];
  const publish = useWrite(updatesApi.publish, {
    touches: ['incidents', `incident:${incident.id}`, 'now', 'status'],
  });
  const errors = fieldErrors(publish.error);
  const lengths = [...new Set([10, 15, 20, 30, 60, 120, rhythm])].toSorted((a, b) => a - b);
  const at = (n: number) => clockNow() + n * 60e3;
  const send = () => {
    const next = open ? new Date(at(Number(minutes))).toISOString() : null;
    publish.mutate(
      {
        params: { id: incident.id },
        body: {
          status,
          impact: impact.trim(),
          action: action.trim(),
          nextUpdateAt: next,
          audiences,
        },
      },
      {
        onSuccess: (done) => {
          toast({
            text: t.rich('update.published', {
              time: clock(done.publishedAt, zone, true),
              next: next === null ? '' : clock(next, zone),
            }),
          });
          onClose();
        },
      },
    );
  };
  useCommands([
    {
      id: 'update-publish',
      name: t('update.publish'),
      keys: 'Ctrl+Enter',
      group: t('keys.group'),
      keysOnly: true,
      run: () => audiences.length > 0 && !publish.isPending && send(),
    },
  ]);
  const names = choices
    .filter((choice) => audiences.includes(choice.id))
    .map((choice) => choice.name);
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('update.title')}
      actions={
        <>
          <span className={styles.reach}>{t('update.reaches', { names: names.join(', ') })}</span>
          <Button
            kind="primary"
            keys="Ctrl+Enter"
            sending={publish.isPending}
            isDisabled={audiences.length === 0}
            onPress={send}
          >
            {t('update.publish')}
          </Button>
        </>
      }
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <Select
          label={t('update.status')}
          value={status}
          onChange={(next) => setStatus(next as Status)}
          options={statuses
            .filter((one) => !open || one !== 'resolved')
            .map((id) => ({ id, name: t(`status.${id}`) }))}
        />
        <TextArea
          label={t('update.impact')}
          ask={t('update.impact.ask')}
          value={impact}
          onChange={setImpact}
          rows={2}
          error={errors['impact']}
          preview={t('update.hint')}
        />
        <TextArea
          label={t('update.action')}
          ask={t('update.action.ask')}
          value={action}
          onChange={setAction}
          rows={2}
          error={errors['action']}
        />
        {open ? (
          <Select
            label={t('update.next')}
            value={minutes}
            onChange={setMinutes}
            options={lengths.map((n) => ({
              id: String(n),
              name: t('update.in', { n, time: clock(at(n), zone) }),
            }))}
          />
        ) : null}
        <fieldset className={styles.audiences}>
          <legend>{t('update.audiences')}</legend>
          {choices.map((choice) => (
            <Checkbox
              key={choice.id}
              checked={audiences.includes(choice.id)}
              onChange={(on) =>
                setAudiences((before) =>
                  on ? [...before, choice.id] : before.filter((one) => one !== choice.id),
                )
              }
            >
              {choice.name}
            </Checkbox>
          ))}
        </fieldset>
        {publish.isError && Object.keys(errors).length === 0 ? (
          <ErrorState title={words(publish.error)} />
        ) : null}
      </form>
    </Dialog>
  );
}
