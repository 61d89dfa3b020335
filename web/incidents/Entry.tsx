import { useState } from 'react';

import { incidentsApi, type EntryBody, type IncidentDetail } from '#incidents/contract';

import { words } from '../client/api.ts';
import { withNames } from '../client/names.ts';
import { useWrite } from '../client/queries.ts';
import { useMay } from '../client/session.ts';
import { useIsPhone } from '../client/use-is-phone.ts';
import { fromLocalText, localText } from '../oncall/range.ts';
import { useNow } from '../ui/clock.ts';
import { Field, TextArea } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Menu, type MenuEntry } from '../ui/Menu.tsx';
import { clock, ms, startOfDay, when, zoneName } from '../ui/time.ts';
import { TimelineEntry } from '../ui/TimelineEntry.tsx';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { firstName } from './names.ts';
import { useNameIn } from './use-name.ts';

import styles from './RoomLog.module.css';

/** One line of the log; typed ones can be mended, the old words are kept. */
export function Entry({ entry, incident }: { entry: EntryBody; incident: IncidentDetail }) {
  const zone = useZone();
  const now = useNow('minute');
  const mayWrite = useMay('incidents:write');
  const nameOf = useNameIn(incident);
  const phone = useIsPhone();
  const [editing, setEditing] = useState(false);
  const edit = useWrite(incidentsApi.editEntry, {
    touches: [`incident:${incident.id}`, 'incidents'],
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const set = (body: { mitigation?: boolean; cause?: boolean }) =>
    edit.mutate({ params: { id: incident.id, entry: entry.id }, body });
  const today = startOfDay(entry.happenedAt, zone) === startOfDay(now, zone);
  const time = today ? clock(entry.happenedAt, zone, !phone) : when(entry.happenedAt, now, zone);
  if (entry.kind === 'event') {
    return (
      <TimelineEntry kind="event" time={time} dateTime={entry.happenedAt}>
        {withNames(entry.text, nameOf)}
      </TimelineEntry>
    );
  }
  const marks = [
    ...(entry.mitigation ? [t('entry.isMitigation')] : []),
    ...(entry.cause ? [t('entry.isCause')] : []),
    ...(entry.edits > 0 ? [t('entry.edited')] : []),
  ];
  const menu: MenuEntry[] = [
    { id: 'edit', name: t('entry.edit'), run: () => setEditing(true) },
    ...(entry.kind === 'action' || entry.kind === 'decision'
      ? [
          {
            id: 'mitigation',
            name: entry.mitigation ? t('entry.unmark') : t('entry.mitigation'),
            run: () => set({ mitigation: !entry.mitigation }),
          },
        ]
      : []),
    ...(entry.kind === 'hypothesis' || entry.kind === 'result'
      ? [
          {
            id: 'cause',
            name: entry.cause ? t('entry.unmark') : t('entry.cause'),
            run: () => set({ cause: !entry.cause }),
          },
        ]
      : []),
  ];
  return (
    <TimelineEntry
      kind={entry.kind}
      time={time}
      dateTime={entry.happenedAt}
      by={firstName(nameOf(entry.by))}
      meta={
        <span className={styles.meta}>
          {marks.join(', ')}
          {mayWrite && entry.kind !== 'update' ? (
            <span className={styles.menu}>
              <Menu label={t('entry.menu')} entries={menu} />
            </span>
          ) : null}
        </span>
      }
    >
      {entry.text}
      {editing ? (
        <EditEntry entry={entry} incident={incident} onClose={() => setEditing(false)} />
      ) : null}
    </TimelineEntry>
  );
}

function EditEntry({
  entry,
  incident,
  onClose,
}: {
  entry: EntryBody;
  incident: IncidentDetail;
  onClose: () => void;
}) {
  const zone = useZone();
  const [text, setText] = useState(entry.text);
  const [at, setAt] = useState(localText(ms(entry.happenedAt), zone));
  const edit = useWrite(incidentsApi.editEntry, {
    touches: [`incident:${incident.id}`, 'incidents'],
    onDone: onClose,
  });
  const moved = at !== localText(ms(entry.happenedAt), zone);
  const moment = fromLocalText(at, zone);
  return (
    <FormDialog
      title={t('entry.edit.title')}
      action={t('save')}
      ready={text.trim() !== '' && !Number.isNaN(moment)}
      sending={edit.isPending}
      failure={edit.isError && words(edit.error)}
      onSubmit={() =>
        edit.mutate({
          params: { id: incident.id, entry: entry.id },
          body: {
            text: text.trim(),
            ...(moved && { happenedAt: new Date(moment).toISOString() }),
          },
        })
      }
      onClose={onClose}
    >
      <TextArea label={t('entry.text')} value={text} onChange={setText} rows={3} />
      <Field
        label={t('entry.happened')}
        type="datetime-local"
        value={at}
        onChange={setAt}
        zone={zoneName(zone, ms(entry.happenedAt))}
      />
    </FormDialog>
  );
}
