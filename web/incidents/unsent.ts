/** What was written in a room and is not confirmed: kept on this device until the server has it. */
import type { InfiniteData } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';

import { incidentsApi, type EntryBody } from '#incidents/contract';

import { api, ApiError, words } from '../client/api.ts';
import { queries, topicChanged } from '../client/queries.ts';
import type { EntryKind } from '../ui/TimelineEntry.tsx';
import type { Marks } from './Happened.tsx';

export interface Unsent {
  /** Also the idempotency key: sent twice, it is written once. */
  key: string;
  kind: EntryKind;
  text: string;
  at: number;
  /** The writer said another time than now. */
  moved: boolean;
  by: string;
  marks: Marks;
  /** Why the last try failed; null while one runs. */
  failed: string | null;
}

function read<T>(key: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(key);
    return text === null ? otherwise : (JSON.parse(text) as T);
  } catch {
    return otherwise;
  }
}

function keep(key: string, value: unknown): void {
  try {
    if (value === '' || (Array.isArray(value) && value.length === 0)) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Without storage it lasts as long as the page.
  }
}

/** The cache key of a room's log, newest first. */
export function logKey(incidentId: string): readonly unknown[] {
  return ['/v1/incidents/timeline', incidentId];
}

type LogPages = InfiniteData<{ items: EntryBody[]; nextCursor: string | null }>;

function addToLog(incidentId: string, entry: EntryBody): void {
  queries.setQueryData<LogPages>(logKey(incidentId), (log) => {
    const [newest, ...older] = log?.pages ?? [];
    if (!log || !newest) return log;
    if (log.pages.some((page) => page.items.some((one) => one.id === entry.id))) return log;
    return { ...log, pages: [{ ...newest, items: [entry, ...newest.items] }, ...older] };
  });
}

/** Sends entries; those that failed stay visible and marked until sent again or dropped. */
export function useUnsent(incidentId: string): {
  unsent: readonly Unsent[];
  send: (one: Unsent) => Promise<void>;
  drop: (key: string) => void;
} {
  const place = `ek.unsent.${incidentId}`;
  const [unsent, setUnsent] = useState<Unsent[]>(() =>
    read<Unsent[]>(place, []).map((one) => ({ ...one, failed: one.failed ?? '' })),
  );
  useEffect(() => keep(place, unsent), [place, unsent]);
  const drop = useCallback(
    (key: string) => setUnsent((before) => before.filter((one) => one.key !== key)),
    [],
  );
  const send = useCallback(
    async (one: Unsent) => {
      setUnsent((before) => [
        ...before.filter((other) => other.key !== one.key),
        { ...one, failed: null },
      ]);
      try {
        const entry = await api(incidentsApi.addEntry, {
          params: { id: incidentId },
          headers: { 'idempotency-key': one.key },
          body: {
            kind: one.kind,
            text: one.text,
            ...((one.moved || one.failed !== null) && {
              happenedAt: new Date(one.at).toISOString(),
            }),
            ...(one.marks.mitigation && { mitigation: true }),
            ...(one.marks.cause && { cause: true }),
          },
        });
        // Shown from the answer at once, so that nothing vanishes until the log is read again.
        addToLog(incidentId, entry);
        drop(one.key);
        topicChanged([`incident:${incidentId}`, 'incidents']);
      } catch (error) {
        const why = error instanceof ApiError && error.status === 0 ? '' : words(error);
        setUnsent((before) =>
          before.map((other) => (other.key === one.key ? { ...other, failed: why } : other)),
        );
      }
    },
    [incidentId, drop],
  );
  return { unsent, send, drop };
}

/** The words in the composer, kept over a reload. */
export function useDraft(incidentId: string): [string, (text: string) => void] {
  const place = `ek.draft.${incidentId}`;
  const [text, setText] = useState(() => read(place, ''));
  return [
    text,
    (next) => {
      setText(next);
      keep(place, next);
    },
  ];
}

/** When the reader was here last (ms), for the line between old and new; null on a first visit. */
export function useLeft(incidentId: string, entries: readonly EntryBody[]): number | null {
  const place = `ek.seen.${incidentId}`;
  const [left] = useState(() => read<number | null>(place, null));
  const newest = entries.reduce(
    (latest, entry) => Math.max(latest, Date.parse(entry.recordedAt)),
    0,
  );
  useEffect(() => {
    if (newest > 0) keep(place, newest);
  }, [place, newest]);
  return left;
}
