import type { IncidentDetail } from '#incidents/contract';
import { updatesApi } from '#updates/contract';

import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Empty, SkeletonRows } from '../ui/States.tsx';
import { clock, when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { firstName } from './names.ts';
import type { Room } from './RoomPage.tsx';
import { useNameIn } from './use-name.ts';
import { useNoChange } from './use-no-change.ts';

import styles from './RoomContext.module.css';

/** Write one, or say in one press that nothing changed. */
export function UpdateButtons({ room, className }: { room: Room; className?: string | undefined }) {
  const { incident } = room;
  const mayWrite = useMay('updates:write');
  const noChange = useNoChange(incident);
  if (!mayWrite || incident.state !== 'open') return null;
  return (
    <div className={className}>
      <Button keys="p" onPress={room.writeUpdate}>
        {t('writeUpdate')}
      </Button>
      {noChange.possible ? (
        <Button sending={noChange.sending} onPress={noChange.send}>
          {t('noChange')}
        </Button>
      ) : null}
    </div>
  );
}

/** The phone's pane for telling people: the buttons, then what they were told. */
export function RoomUpdates({ room }: { room: Room }) {
  return (
    <div className={styles.pane}>
      <UpdateButtons room={room} className={styles.buttons} />
      <Updates incident={room.incident} />
    </div>
  );
}

/** What people were told, newest first. */
export function Updates({ incident }: { incident: IncidentDetail }) {
  const zone = useZone();
  const now = useNow('minute');
  const nameOf = useNameIn(incident);
  const updates = useRead(
    updatesApi.list,
    { params: { id: incident.id }, query: { limit: 50 } },
    { topics: [`incident:${incident.id}`, 'status'] },
  );
  return (
    <Read
      query={updates}
      what={t('tab.updates')}
      skeleton={<SkeletonRows rows={3} />}
      stale={false}
    >
      {(data) =>
        data.items.length === 0 ? (
          <Empty good={false} title={t('updates.none')}>
            {incident.nextUpdateAt === null
              ? ''
              : t('updates.none.text', { time: clock(incident.nextUpdateAt, zone) })}
          </Empty>
        ) : (
          <ol>
            {data.items.map((update) => (
              <li key={update.id} className={styles.update}>
                <span
                  className={styles.under}
                >{`${when(update.publishedAt, now, zone)}, ${t(`status.${update.status}`)}, ${firstName(nameOf(update.by))}: ${update.audiences.join(', ')}`}</span>
                <p>{update.impact}</p>
                <p className={styles.under}>{update.action}</p>
              </li>
            ))}
          </ol>
        )
      }
    </Read>
  );
}
