import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { useState } from 'react';

import { oncallApi, type Schedule } from '#oncall/contract';
import { peopleApi, teamsApi } from '#people/contract';

import { useGo } from '../client/address.ts';
import { fieldErrors, words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { Person } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Radio, RadioGroup } from '../ui/Choice.tsx';
import { useNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { clock, day, ms, offsetName, startOfDay } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { fromLocalText, localText } from './range.ts';
import { readLayer, writeLayer, type RotaKind } from './rota.ts';

import styles from './RotaForm.module.css';

const kinds: readonly RotaKind[] = ['daily', 'weekly', 'monthly'];

/** Makes or changes a rota with one ring of people; what it gives is shown before it is saved. `stay`: do not go to the new one. */
export function RotaForm({
  schedule,
  stay = false,
  onClose,
}: {
  schedule: Schedule | null;
  stay?: boolean;
  onClose: () => void;
}) {
  const me = useMe();
  const go = useGo();
  const viewer = useZone();
  const now = useNow('minute');
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const first = schedule?.layers[0];
  const zone = schedule?.timezone ?? me.timezone;
  const initial = first ? readLayer(first) : null;
  const [name, setName] = useState(schedule?.name ?? '');
  const [team, setTeam] = useState(schedule?.team?.slug ?? '');
  const [kind, setKind] = useState<RotaKind>(initial?.kind ?? 'weekly');
  const [start, setStart] = useState(
    localText(initial?.start ?? startOfDay(now, zone) + 9 * 3600e3, zone),
  );
  const [users, setUsers] = useState<string[]>(initial?.users ?? [me.email]);
  const startMs = fromLocalText(start, zone);
  const layer = Number.isNaN(startMs)
    ? null
    : writeLayer(first, { kind, start: startMs, users }, zone);
  const layers = layer ? [layer, ...(schedule?.layers.slice(1) ?? [])] : [];
  const day0 = startOfDay(now, viewer);
  const preview = useRead(
    oncallApi.preview,
    {
      body: {
        timezone: zone,
        layers,
        from: new Date(day0).toISOString(),
        to: new Date(day0 + 28 * 86400e3).toISOString(),
      },
    },
    { when: layers.length > 0 && users.length > 0, keep: true },
  );
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
    const body = { name: name.trim(), timezone: zone, team: team === '' ? null : team, layers };
    if (schedule === null) create.mutate({ body });
    else
      edit.mutate({
        params: { id: schedule.id },
        body,
        headers: { 'if-match': `"${schedule.version}"` },
      });
  };
  const nameOf = (email: string) =>
    people.data?.items.find((person) => person.email === email)?.name ?? email;
  const move = (index: number, step: number) =>
    setUsers((before) => {
      const after = [...before];
      const [one] = after.splice(index, 1);
      if (one !== undefined) after.splice(index + step, 0, one);
      return after;
    });
  const rest = (people.data?.items ?? []).filter((person) => !users.includes(person.email));
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
            isDisabled={name.trim() === '' || layer === null || users.length === 0}
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
            value={name}
            onChange={setName}
            ask={t('form.name.ask')}
            error={errors['name'] ?? errors['slug']}
            autoFocus
          />
          <Select
            label={t('form.team')}
            value={team}
            onChange={setTeam}
            options={[
              { id: '', name: t('form.noTeam') },
              ...(teams.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name })),
            ]}
          />
          <RadioGroup
            label={t('form.kind')}
            value={kind}
            onChange={(next) => setKind(next as RotaKind)}
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
            value={start}
            onChange={setStart}
            zone={`${zone.split('/').at(-1)?.replaceAll('_', ' ')}, ${offsetName(zone, now)}`}
            preview={t('form.start.hint')}
          />
        </div>
        <div>
          <h3 className={styles.head}>{t('form.people')}</h3>
          <ol className={styles.people}>
            {users.map((email, index) => (
              <li key={email} className={styles.person}>
                <span className={styles.number}>{index + 1}</span>
                <Person name={nameOf(email)} own={email === me.email} />
                <span className={styles.moves}>
                  <IconButton
                    icon={ArrowUp}
                    label={t('form.up', { name: nameOf(email) })}
                    isDisabled={index === 0}
                    onPress={() => move(index, -1)}
                  />
                  <IconButton
                    icon={ArrowDown}
                    label={t('form.down', { name: nameOf(email) })}
                    isDisabled={index === users.length - 1}
                    onPress={() => move(index, 1)}
                  />
                  <IconButton
                    icon={X}
                    label={t('form.out', { name: nameOf(email) })}
                    onPress={() => setUsers((before) => before.filter((one) => one !== email))}
                  />
                </span>
              </li>
            ))}
          </ol>
          {users.length === 0 ? <p className={styles.hint}>{t('form.nobody')}</p> : null}
          {rest.length > 0 ? (
            <Select
              label={t('form.add')}
              hideLabel
              value={null}
              onChange={(email) => setUsers((before) => [...before, email])}
              options={rest.map((person) => ({ id: person.email, name: person.name }))}
            />
          ) : null}
          <h3 className={styles.head}>{t('form.preview')}</h3>
          <ol className={styles.preview}>
            {[
              ...(preview.data?.shifts ?? []).map((shift) => ({
                at: ms(shift.start),
                name: shift.name as string | null,
              })),
              ...(preview.data?.gaps ?? []).map((gap) => ({ at: ms(gap.start), name: null })),
            ]
              .toSorted((a, b) => a.at - b.at)
              .slice(0, 5)
              .map((one) => (
                <li key={one.at}>
                  <span
                    className={styles.at}
                  >{`${day(one.at, viewer)} ${clock(one.at, viewer)}`}</span>
                  {one.name ?? (
                    <b className={styles.gap}>
                      <SeverityShape state="sev1" size={14} />
                      {t('form.preview.gap')}
                    </b>
                  )}
                </li>
              ))}
          </ol>
        </div>
      </div>
      {schedule && schedule.layers.length > 1 ? (
        <p className={styles.hint}>{t('form.more')}</p>
      ) : null}
      {preview.data?.problems.map((problem) => (
        <ErrorState key={problem.pointer + problem.message} title={problem.message} />
      ))}
      {failure && Object.keys(errors).length === 0 ? <ErrorState title={words(failure)} /> : null}
    </Dialog>
  );
}
