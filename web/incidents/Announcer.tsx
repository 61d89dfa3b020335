import { useEffect, useRef, useState } from 'react';

import type { EntryBody } from '#incidents/contract';

import { useMe } from '../client/session.ts';
import { entryName } from '../ui/TimelineEntry.tsx';
import { t } from './messages.en.ts';

/** Says new entries of others to screen readers, politely and at most one in five seconds. */
export function Announcer({
  entries,
  nameOf,
}: {
  entries: readonly EntryBody[];
  nameOf: (email: string) => string;
}) {
  const me = useMe();
  const [said, setSaid] = useState('');
  const known = useRef<string | null>(null);
  const lastAt = useRef(0);
  const newest = entries.at(-1);
  useEffect(() => {
    if (!newest) return undefined;
    const first = known.current === null;
    if (known.current === newest.id) return undefined;
    known.current = newest.id;
    if (first || newest.by === me.email) return undefined;
    const words =
      newest.kind === 'event'
        ? newest.text
        : t('timeline.new', {
            kind: entryName(newest.kind),
            name: nameOf(newest.by),
            text: newest.text,
          });
    const wait = Math.max(0, lastAt.current + 5000 - performance.now());
    const timer = setTimeout(() => {
      lastAt.current = performance.now();
      setSaid(words);
    }, wait);
    return () => clearTimeout(timer);
  }, [newest, me.email, nameOf]);
  return (
    <span className="hidden-text" role="status">
      {said}
    </span>
  );
}
