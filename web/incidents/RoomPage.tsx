import { lazy, Suspense, useCallback, useRef, useState } from 'react';

import { incidentsApi, type IncidentDetail } from '#incidents/contract';

import { useAddress, usePathPart } from '../client/address.ts';
import { useCommands } from '../client/commands.ts';
import { useContact } from '../client/live.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen, useTabTitle } from '../client/Screen.tsx';
import { useIsPhone } from '../client/use-is-phone.ts';
import { composerKinds } from '../ui/Composer.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { Tabs } from '../ui/Tabs.tsx';
import { entryName, type EntryKind } from '../ui/TimelineEntry.tsx';
import { t } from './messages.en.ts';
import { RoomContext } from './RoomContext.tsx';
import { RoomLog } from './RoomLog.tsx';
import { RoomSide } from './RoomSide.tsx';
import { RoomStrip } from './RoomStrip.tsx';
import { RoomUpdates } from './RoomUpdates.tsx';

import styles from './RoomPage.module.css';

// Opened by hand, so it is not part of what the room has to load.
const UpdateDialog = lazy(() =>
  import('./UpdateDialog.tsx').then((file) => ({ default: file.UpdateDialog })),
);

/** What the panes of one room share. */
export interface Room {
  incident: IncidentDetail;
  /** The kind the composer is on, and a way to bring it there with the focus. */
  kind: EntryKind;
  write: (kind: EntryKind) => void;
  writeUpdate: () => void;
}

type Pane = 'timeline' | 'do' | 'context' | 'update';

const panes: readonly Pane[] = ['timeline', 'do', 'context', 'update'];

/** The command room: strip above, roles left, the log in the middle, context right; on a phone four tabs. */
export function RoomPage() {
  const ref = usePathPart('ref');
  const query = useRead(
    incidentsApi.get,
    { params: { id: ref } },
    { topics: ['incidents', 'incident:*'], every: 30_000 },
  );
  useTabTitle(query.data ? `${query.data.ref} ${query.data.title}` : ref);
  if (query.data) return <RoomScreen incident={query.data} />;
  return (
    <Screen title={ref} back={{ name: t('title'), href: '/incidents' }}>
      <Read
        query={query}
        list={{ name: t('title'), href: '/incidents' }}
        what={t('one')}
        skeleton={<SkeletonRows rows={10} height={60} />}
      >
        {() => null}
      </Read>
    </Screen>
  );
}

function RoomScreen({ incident }: { incident: IncidentDetail }) {
  const phone = useIsPhone();
  const contact = useContact();
  const [address, setAddress] = useAddress<'pane'>();
  const [kind, setKind] = useState<EntryKind>('symptom');
  const [updating, setUpdating] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  const write = useCallback((next: EntryKind) => {
    if (next === 'update') {
      setUpdating(true);
      return;
    }
    setKind(next);
    // At once, since the next key may follow at once; a pane that was away is there after the commit.
    if (input.current) input.current.focus();
    else setTimeout(() => input.current?.focus(), 0);
  }, []);
  const room: Room = { incident, kind, write, writeUpdate: () => setUpdating(true) };
  useCommands([
    ...composerKinds.map((choice) => ({
      id: `write-${choice.kind}`,
      name: entryName(choice.kind),
      keys: choice.keys,
      group: t('keys.group'),
      run: () => write(choice.kind),
    })),
    {
      id: 'room-compose',
      name: t('key.composer'),
      keys: 'b',
      group: t('keys.group'),
      run: () => input.current?.focus(),
    },
    {
      id: 'room-pane',
      name: t('key.pane'),
      keys: 'F6',
      group: t('keys.group'),
      keysOnly: true,
      run: nextPane,
    },
    {
      id: 'room-roles',
      name: t('key.roles'),
      keys: 'o',
      group: t('keys.group'),
      run: () => document.querySelector<HTMLElement>('[data-pane=do] button')?.focus(),
    },
  ]);
  const stale = contact.state === 'stale' || contact.state === 'lost';
  const log = <RoomLog room={room} inputRef={input} />;
  const pane = panes.find((one) => one === address.pane) ?? 'timeline';
  return (
    <div className={styles.room} data-stale={stale || undefined}>
      <RoomStrip room={room} stale={stale ? contact.lastAt : null} />
      {phone ? (
        <main id="content" tabIndex={-1} className={styles.phone}>
          <Tabs
            label={incident.ref}
            value={pane}
            onChange={(next) => setAddress({ pane: next === 'timeline' ? undefined : next })}
            tabs={[
              { id: 'timeline', name: t('tab.timeline') },
              { id: 'do', name: t('tab.do') },
              { id: 'context', name: t('tab.context') },
              { id: 'update', name: t('tab.update') },
            ]}
          >
            {pane === 'timeline' ? (
              log
            ) : pane === 'do' ? (
              <RoomSide room={room} />
            ) : pane === 'update' ? (
              <RoomUpdates room={room} />
            ) : (
              <RoomContext room={room} />
            )}
          </Tabs>
        </main>
      ) : (
        <div className={styles.panes}>
          <aside className={styles.side} data-pane="do" tabIndex={-1} aria-label={t('roles')}>
            <RoomSide room={room} />
          </aside>
          <main className={styles.log} data-pane="log" id="content" tabIndex={-1}>
            {log}
          </main>
          <aside
            className={styles.context}
            data-pane="context"
            tabIndex={-1}
            aria-label={t('context')}
          >
            <RoomContext room={room} />
          </aside>
        </div>
      )}
      {updating ? (
        <Suspense fallback={null}>
          <UpdateDialog incident={incident} onClose={() => setUpdating(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** F6 walks through the panes. */
function nextPane(): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')];
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  panes[(at + 1) % panes.length]?.focus();
}
