import {
  Activity,
  ChevronRight,
  FlaskConical,
  Lightbulb,
  Megaphone,
  Signpost,
  StickyNote,
  Wrench,
  type LucideIcon,
} from 'lucide-react';
import type { ReactNode } from 'react';

import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { t } from './messages.en.ts';

import styles from './TimelineEntry.module.css';

export type EntryKind =
  | 'symptom'
  | 'hypothesis'
  | 'action'
  | 'result'
  | 'decision'
  | 'update'
  | 'note'
  | 'event';

export const entryIcons: Record<EntryKind, LucideIcon> = {
  symptom: Activity,
  hypothesis: Lightbulb,
  action: Wrench,
  result: FlaskConical,
  decision: Signpost,
  update: Megaphone,
  note: StickyNote,
  event: ChevronRight,
};

export function entryName(kind: EntryKind): string {
  return t(`entry.${kind}`);
}

interface TimelineEntryProps {
  kind: EntryKind;
  time: ReactNode;
  dateTime?: string;
  by?: ReactNode;
  meta?: ReactNode;
  children: ReactNode;
  /** Kept on this device, not confirmed by the server. */
  unsent?: boolean;
}

/** One entry of the log. Decisions are the only loud ones; machine events are one quiet line. */
export function TimelineEntry({
  kind,
  time,
  dateTime,
  by,
  meta,
  children,
  unsent = false,
}: TimelineEntryProps) {
  return (
    <li className={styles.entry} data-kind={kind} data-unsent={unsent || undefined}>
      <time className={styles.time} dateTime={dateTime}>
        {time}
      </time>
      <span className={styles.icon}>
        <Icon of={entryIcons[kind]} size={14} />
      </span>
      <div>
        {kind === 'event' ? null : (
          <div className={styles.head}>
            <span>
              <b>{t(`entry.${kind}`)}</b> {by}
            </span>
            <span>{unsent ? t('composer.unsent') : meta}</span>
          </div>
        )}
        <div className={styles.text}>{children}</div>
      </div>
    </li>
  );
}

/** The list entries stand in; `seconds` widens the time column. */
export function Timeline({
  label,
  seconds = false,
  children,
}: {
  label: string;
  seconds?: boolean;
  children: ReactNode;
}) {
  return (
    <ol className={cx(styles.timeline, seconds && styles.seconds)} aria-label={label}>
      {children}
    </ol>
  );
}
