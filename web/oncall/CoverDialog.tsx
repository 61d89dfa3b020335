import { useState } from 'react';

import { oncallApi } from '#oncall/contract';
import { peopleApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMayChange, useMe } from '../client/session.ts';
import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { clock, day, length, when, zoneName } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { fromLocalText, localText } from './range.ts';

const everybody = '';

/** The way without a pointer: who, from when, to when. */
export function CoverDialog({
  slug,
  team,
  from,
  to,
  onClose,
}: {
  slug: string;
  /** Slug of the team that owns the rota. */
  team: string | null;
  from: number;
  to: number;
  onClose: () => void;
}) {
  const zone = useZone();
  const me = useMe();
  const now = useNow('minute');
  const mayGive = useMayChange('schedules', team);
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const [who, setWho] = useState(me.email);
  const [instead, setInstead] = useState(everybody);
  const [start, setStart] = useState(localText(Math.ceil(from / 1800e3) * 1800e3, zone));
  const [end, setEnd] = useState(localText(Math.ceil(to / 1800e3) * 1800e3, zone));
  const startMs = fromLocalText(start, zone);
  const endMs = fromLocalText(end, zone);
  const good = endMs > startMs;
  const names = people.data?.items ?? [];
  const cover = useWrite(oncallApi.override, {
    touches: ['oncall', 'now'],
    onDone: () => {
      const name = names.find((person) => person.email === who)?.name ?? who;
      toast({
        text: t.rich('covered', { name, from: when(startMs, now, zone), to: clock(endMs, zone) }),
      });
      onClose();
    },
  });
  const submit = () =>
    cover.mutate({
      params: { id: slug },
      body: {
        user: who,
        ...(instead !== everybody && { replaces: instead }),
        start: new Date(startMs).toISOString(),
        end: new Date(endMs).toISOString(),
      },
    });
  const options = names.map((person) => ({ id: person.email, name: person.name }));
  const whoOptions = mayGive ? options : options.filter((option) => option.id === me.email);
  return (
    <FormDialog
      title={t('cover.title')}
      action={t('cover.save')}
      ready={good}
      sending={cover.isPending}
      failure={cover.isError && words(cover.error)}
      onSubmit={submit}
      onClose={onClose}
    >
      <Select
        label={t('cover.who')}
        value={who}
        onChange={setWho}
        options={whoOptions.length > 0 ? whoOptions : [{ id: me.email, name: me.name }]}
      />
      <Select
        label={t('cover.for')}
        value={instead}
        onChange={setInstead}
        options={[
          { id: everybody, name: t('cover.everybody') },
          ...options.filter((option) => option.id !== who),
        ]}
      />
      <Field
        label={t('cover.from')}
        type="datetime-local"
        value={start}
        onChange={setStart}
        zone={zoneName(zone, now)}
      />
      <Field
        label={t('cover.to')}
        type="datetime-local"
        value={end}
        onChange={setEnd}
        zone={zoneName(zone, now)}
        preview={
          good
            ? t('cover.preview', {
                day: `${day(startMs, zone)} ${clock(startMs, zone)}`,
                length: length(endMs - startMs),
              })
            : undefined
        }
        error={good ? undefined : t('cover.bad')}
      />
    </FormDialog>
  );
}
