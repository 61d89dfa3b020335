import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState, type Ref } from 'react';

import { incidentsApi, type EntryBody } from '#incidents/contract';

import { useAddress } from '../client/address.ts';
import { api, intentKey } from '../client/api.ts';
import { Read } from '../client/Read.tsx';
import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { ChipButton } from '../ui/Chip.tsx';
import { now as clockNow } from '../ui/clock.ts';
import { Composer } from '../ui/Composer.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { clock, zoneName } from '../ui/time.ts';
import { Timeline, TimelineEntry, type EntryKind } from '../ui/TimelineEntry.tsx';
import { useZone } from '../ui/zone.tsx';
import { Announcer } from './Announcer.tsx';
import { Entry } from './Entry.tsx';
import { FirstFive } from './FirstFive.tsx';
import { Happened, type Marks } from './Happened.tsx';
import { t } from './messages.en.ts';
import type { Room } from './RoomPage.tsx';
import { logKey, useDraft, useLeft, useUnsent, type Unsent } from './unsent.ts';
import { useNameIn } from './use-name.ts';

import styles from './RoomLog.module.css';

/** The log: what people wrote and, when asked for, what machines did; the composer always under it. */
export function RoomLog({ room, inputRef }: { room: Room; inputRef: Ref<HTMLTextAreaElement> }) {
  const { incident } = room;
  const zone = useZone();
  const [address, setAddress] = useAddress<'machine'>();
  const machine = address.machine === 'yes';
  const query = useInfiniteQuery({
    queryKey: logKey(incident.id),
    queryFn: ({ pageParam, signal }) =>
      api(incidentsApi.timeline, {
        params: { id: incident.id },
        query: { limit: 100, ...(pageParam && { cursor: pageParam }) },
        signal,
      }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    meta: { topics: [`incident:${incident.id}`] },
  });
  const all = useMemo(
    () => (query.data?.pages.flatMap((page) => page.items) ?? []).toReversed(),
    [query.data],
  );
  const shown = machine
    ? all
    : all.filter((entry) => entry.kind !== 'event' || milestones.has(entry.event ?? ''));
  const left = useLeft(incident.id, all);
  const { unsent, send, drop } = useUnsent(incident.id);
  const box = useRef<HTMLDivElement>(null);
  useStickToEnd(box, shown.length + unsent.length);
  const divider =
    left === null ? -1 : shown.findIndex((entry) => Date.parse(entry.recordedAt) > left);
  const nameOf = useNameIn(incident);
  const hidden = all.length - shown.length;
  return (
    <>
      <div className={styles.head}>
        <h2>{t('timeline')}</h2>
        <span className={styles.about}>
          {t('timeline.about', { n: all.length, zone: zoneName(zone, incident.times.declaredAt) })}
        </span>
        <span className={styles.filters}>
          <ChipButton on={!machine} onChange={() => setAddress({ machine: undefined })}>
            {t('timeline.typed')}
          </ChipButton>
          <ChipButton
            on={machine}
            onChange={() => setAddress({ machine: machine ? undefined : 'yes' })}
          >
            {t('timeline.machine', {
              n: machine ? all.filter((entry) => entry.kind === 'event').length : hidden,
            })}
          </ChipButton>
        </span>
      </div>
      <div
        className={styles.scroll}
        ref={box}
        data-scroll
        role="log"
        aria-live="off"
        aria-label={t('timeline')}
        tabIndex={0}
      >
        {query.hasNextPage ? (
          <div className={styles.older}>
            <Button
              size="small"
              sending={query.isFetchingNextPage}
              onPress={() => void query.fetchNextPage()}
            >
              {t('timeline.older')}
            </Button>
          </div>
        ) : null}
        <Read
          query={query}
          what={t('timeline.what')}
          skeleton={<SkeletonRows rows={6} height={56} />}
        >
          {() => (
            <div>
              <FirstFive room={room} entries={all} />
              <Timeline label={t('timeline')} seconds>
                {shown.map((entry, index) => (
                  <EntryLine
                    key={entry.id}
                    entry={entry}
                    room={room}
                    since={index === divider && index > 0 ? left : null}
                  />
                ))}
                {unsent.map((one) => (
                  <Waiting
                    key={one.key}
                    one={one}
                    zone={zone}
                    onAgain={() => void send(one)}
                    onDrop={() => drop(one.key)}
                  />
                ))}
              </Timeline>
            </div>
          )}
        </Read>
      </div>
      <Write room={room} inputRef={inputRef} onSend={send} />
      <Announcer entries={all} nameOf={nameOf} />
    </>
  );
}

/** Machine events that belong to the story and are always shown. */
const milestones = new Set([
  'declared',
  'severity.changed',
  'mitigated',
  'verified',
  'resolved',
  'reopened',
  'page.acknowledged',
  'alert.acknowledged',
]);

function EntryLine({ entry, room, since }: { entry: EntryBody; room: Room; since: number | null }) {
  const zone = useZone();
  return (
    <>
      {since === null ? null : (
        <li className={styles.since}>
          <span>{t('since.left', { time: clock(since, zone) })}</span>
        </li>
      )}
      <Entry entry={entry} incident={room.incident} />
    </>
  );
}

function Waiting({
  one,
  zone,
  onAgain,
  onDrop,
}: {
  one: Unsent;
  zone: string;
  onAgain: () => void;
  onDrop: () => void;
}) {
  return (
    <TimelineEntry kind={one.kind} time={clock(one.at, zone, true)} unsent>
      {one.text}
      {one.failed === null ? null : (
        <span className={styles.failed}>
          {t('entry.failed', { why: one.failed })}
          <Button size="small" onPress={onAgain}>
            {t('entry.again')}
          </Button>
          <Button size="small" kind="quiet" onPress={onDrop}>
            {t('entry.drop')}
          </Button>
        </span>
      )}
    </TimelineEntry>
  );
}

const unmarked: Marks = { mitigation: false, cause: false };

function Write({
  room,
  inputRef,
  onSend,
}: {
  room: Room;
  inputRef: Ref<HTMLTextAreaElement>;
  onSend: (one: Unsent) => Promise<void>;
}) {
  const { incident, kind } = room;
  const me = useMe();
  const mayWrite = useMay('incidents:write');
  const [text, setText] = useDraft(incident.id);
  const [minutes, setMinutes] = useState(0);
  const [marked, setMarked] = useState<Marks & { kind: EntryKind }>({ ...unmarked, kind });
  // A mark belongs to its kind; another kind begins without.
  const marks: Marks = marked.kind === kind ? marked : unmarked;
  const setMarks = (next: Marks) => setMarked({ ...next, kind });
  if (!mayWrite) return null;
  const post = () => {
    const at = clockNow() - minutes * 60e3;
    const one: Unsent = {
      key: intentKey(),
      kind,
      text: text.trim(),
      at,
      moved: minutes > 0,
      by: me.email,
      marks: { mitigation: marks.mitigation, cause: marks.cause },
      failed: null,
    };
    setText('');
    setMinutes(0);
    setMarks(unmarked);
    void onSend(one);
    if (kind === 'action') room.write('result');
  };
  return (
    <div className={styles.write}>
      <Composer
        kind={kind}
        onKind={room.write}
        text={text}
        onText={setText}
        onPost={post}
        inputRef={inputRef}
        happened={
          <Happened
            kind={kind}
            minutes={minutes}
            onMinutes={setMinutes}
            marks={marks}
            onMarks={setMarks}
          />
        }
      />
    </div>
  );
}

/** Keeps the end in view when it was in view, and leaves the list alone while somebody reads further up or points at it. */
function useStickToEnd(box: { current: HTMLDivElement | null }, count: number): void {
  const near = useRef(true);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const onScroll = () =>
      (near.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80);
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [box]);
  useEffect(() => {
    const element = box.current;
    if (element && near.current) element.scrollTo({ top: element.scrollHeight });
  }, [box, count]);
}
