import { useState } from 'react';

import { oncallApi, type Schedule } from '#oncall/contract';
import { teamsApi } from '#people/contract';

import { useGo } from '../client/address.ts';
import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { Radio, RadioGroup } from '../ui/Choice.tsx';
import { now as clockNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { ErrorState } from '../ui/States.tsx';
import { startOfDay, zoneName } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';
import { fromLocalText, localText } from './range.ts';
import { readLayer, writeLayer, type RotaKind } from './rota.ts';
import { RotaPeople } from './RotaPeople.tsx';
import { RotaPreview } from './RotaPreview.tsx';

import styles from './RotaForm.module.css';

const kinds: readonly RotaKind[] = ['daily', 'weekly', 'monthly'];

interface RotaFormProps {
  schedule: Schedule | null;
  /** Stays where it was opened instead of going to the new rota. */
  stay?: boolean;
  onClose: () => void;
}

/** What the form begins with: the first layer of the rota, else the caller alone from nine today. */
function firstValues(
  schedule: Schedule | null,
  zone: string,
  { own, team }: { own: string; team: string | null },
) {
  const layer = schedule?.layers[0];
  const read = layer ? readLayer(layer) : null;
  const start = read?.start ?? startOfDay(clockNow(), zone) + 9 * 3600e3;
  return {
    name: schedule?.name ?? '',
    team: (schedule ? schedule.team?.slug : team) ?? '',
    kind: read?.kind ?? ('weekly' as RotaKind),
    start: localText(start, zone),
    users: read?.users ?? [own],
  };
}

type Values = ReturnType<typeof firstValues>;

/** The layers to save: the first as the form says, the others as they are; none while the start is no time. */
function layersOf(schedule: Schedule | null, values: Values, zone: string): Schedule['layers'] {
  const start = fromLocalText(values.start, zone);
  if (Number.isNaN(start)) return [];
  const { kind, users } = values;
  const [first, ...others] = schedule?.layers ?? [];
  return [writeLayer(first, { kind, start, users }, zone), ...others];
}

/** Makes or changes a rota with one ring of people; what it gives is shown before it is saved. */
export function RotaForm({ schedule, stay = false, onClose }: RotaFormProps) {
  const me = useMe();
  const go = useGo();
  const zone = schedule?.timezone ?? me.timezone;
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const [values, setValues] = useState(() =>
    firstValues(schedule, zone, { own: me.email, team: me.manages[0] ?? null }),
  );
  const set = (next: Partial<Values>) => setValues((before) => ({ ...before, ...next }));
  const layers = layersOf(schedule, values, zone);
  const done = (saved: Schedule) => {
    toast({ text: t('made') });
    onClose();
    if (schedule === null && !stay) go(`/schedules/${saved.slug}`);
  };
  const create = useWrite(oncallApi.create, { touches: ['oncall', 'now'], onDone: done });
  const edit = useWrite(oncallApi.edit, { touches: ['oncall', 'now'], onDone: done });
  const failure = create.error ?? edit.error;
  const errors = fieldErrors(failure);
  const save = () => {
    const body = {
      name: values.name.trim(),
      timezone: zone,
      team: values.team === '' ? null : values.team,
      layers,
    };
    if (schedule === null) create.mutate({ body });
    else {
      const headers = { 'if-match': `"${schedule.version}"` };
      edit.mutate({ params: { id: schedule.id }, body, headers });
    }
  };
  const ready = values.name.trim() !== '' && layers.length > 0 && values.users.length > 0;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={schedule ? t('form.edit', { name: schedule.name }) : t('form.new')}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button
            kind="primary"
            sending={create.isPending || edit.isPending}
            isDisabled={!ready}
            onPress={save}
          >
            {t('form.save')}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <div className={styles.fields}>
          <Field
            label={t('form.name')}
            value={values.name}
            onChange={(name) => set({ name })}
            ask={t('form.name.ask')}
            error={errors['name'] ?? errors['slug']}
            autoFocus
          />
          <Select
            label={t('form.team')}
            value={values.team}
            onChange={(team) => set({ team })}
            options={[
              { id: '', name: t('form.noTeam') },
              ...(teams.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name })),
            ]}
          />
          <RadioGroup
            label={t('form.kind')}
            value={values.kind}
            onChange={(kind) => set({ kind: kind as RotaKind })}
          >
            {kinds.map((one) => (
              <Radio key={one} value={one}>
                {t(`kind.${one}`)}
              </Radio>
            ))}
          </RadioGroup>
          <Field
            label={t('form.start')}
            type="datetime-local"
            value={values.start}
            onChange={(start) => set({ start })}
            zone={zoneName(zone, clockNow())}
            preview={t('form.start.hint')}
          />
        </div>
        <div>
          <RotaPeople users={values.users} onChange={(users) => set({ users })} />
          <RotaPreview timezone={zone} layers={layers} />
        </div>
      </div>
      {schedule && schedule.layers.length > 1 ? (
        <p className={styles.hint}>{t('form.more')}</p>
      ) : null}
      {failure && Object.keys(errors).length === 0 ? <ErrorState title={words(failure)} /> : null}
    </Dialog>
  );
}
