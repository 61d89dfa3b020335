/** A cursor and a set of picked rows over a list, for `j k x Shift+x`. */
import { useEffect, useRef, useState } from 'react';

import { useCommands } from './commands.ts';

interface Rows {
  /** The row the cursor stands on, or null. */
  cursor: string | null;
  setCursor: (id: string | null) => void;
  picked: ReadonlySet<string>;
  toggle: (id: string) => void;
  pickAll: (on: boolean) => void;
  clear: () => void;
  /** What an action applies to: the picked rows, else the one under the cursor. */
  target: readonly string[];
}

interface RowsOptions {
  ids: readonly string[];
  /** Kept in the address by the screen. */
  cursor: string | null;
  onCursor: (id: string | null) => void;
  onOpen: (id: string) => void;
  words: {
    group: string;
    next: string;
    before: string;
    pick: string;
    range: string;
    open: string;
    clear: string;
  };
}

/** Moves, picks and opens rows by keys. When the row under the cursor goes, the next one takes its place. */
export function useRows({ ids, cursor, onCursor, onOpen, words }: RowsOptions): Rows {
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const lastIndex = useRef(0);
  const anchor = useRef<string | null>(null);
  const index = cursor === null ? -1 : ids.indexOf(cursor);
  useEffect(() => {
    if (index >= 0) lastIndex.current = index;
    if (cursor !== null && index < 0 && ids.length > 0)
      onCursor(ids[Math.min(lastIndex.current, ids.length - 1)] ?? null);
  }, [cursor, index, ids, onCursor]);
  const kept = [...picked].filter((id) => ids.includes(id));
  const move = (step: number) => {
    const next = ids[Math.max(0, Math.min(ids.length - 1, index < 0 ? 0 : index + step))];
    if (next !== undefined) onCursor(next);
  };
  const toggle = (id: string) => {
    anchor.current = id;
    setPicked((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  };
  const pickRange = () => {
    if (cursor === null) return;
    const from = anchor.current === null ? index : ids.indexOf(anchor.current);
    const [low, high] = from < index ? [from, index] : [index, from];
    setPicked((before) => new Set([...before, ...ids.slice(Math.max(0, low), high + 1)]));
  };
  const clear = () => setPicked(new Set());
  useCommands([
    {
      id: 'row-next',
      name: words.next,
      keys: 'j',
      group: words.group,
      keysOnly: true,
      run: () => move(1),
    },
    {
      id: 'row-before',
      name: words.before,
      keys: 'k',
      group: words.group,
      keysOnly: true,
      run: () => move(-1),
    },
    {
      id: 'row-pick',
      name: words.pick,
      keys: 'x',
      group: words.group,
      keysOnly: true,
      run: () => cursor !== null && toggle(cursor),
    },
    {
      id: 'row-range',
      name: words.range,
      keys: 'Shift+x',
      group: words.group,
      keysOnly: true,
      run: pickRange,
    },
    {
      id: 'row-open',
      name: words.open,
      keys: 'Enter',
      group: words.group,
      keysOnly: true,
      run: () => cursor !== null && onOpen(cursor),
    },
    {
      id: 'row-clear',
      name: words.clear,
      keys: 'Escape',
      group: words.group,
      keysOnly: true,
      run: clear,
    },
  ]);
  return {
    cursor,
    setCursor: onCursor,
    picked: new Set(kept),
    toggle,
    pickAll: (on) => setPicked(new Set(on ? ids : [])),
    clear,
    target: kept.length > 0 ? kept : cursor !== null && index >= 0 ? [cursor] : [],
  };
}
