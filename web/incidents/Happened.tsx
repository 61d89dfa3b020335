import { ChipButton } from '../ui/Chip.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { EntryKind } from '../ui/TimelineEntry.tsx';
import { t } from './messages.en.ts';

import styles from './RoomLog.module.css';

export interface Marks {
  mitigation: boolean;
  cause: boolean;
}

const ago = [0, 1, 2, 5, 10, 15, 30, 60];

interface HappenedProps {
  kind: EntryKind;
  minutes: number;
  onMinutes: (minutes: number) => void;
  marks: Marks;
  onMarks: (marks: Marks) => void;
}

/** When it happened, and the one mark that fits the kind. */
export function Happened({ kind, minutes, onMinutes, marks, onMarks }: HappenedProps) {
  const words = (n: number) => (n === 0 ? t('happened.now') : t('happened.ago', { n }));
  return (
    <span className={styles.happened}>
      {kind === 'action' || kind === 'decision' ? (
        <ChipButton
          on={marks.mitigation}
          onChange={(mitigation) => onMarks({ ...marks, mitigation })}
        >
          {t('mark.mitigation')}
        </ChipButton>
      ) : null}
      {kind === 'hypothesis' || kind === 'result' ? (
        <ChipButton on={marks.cause} onChange={(cause) => onMarks({ ...marks, cause })}>
          {t('mark.cause')}
        </ChipButton>
      ) : null}
      <Menu
        label={t('happened.menu')}
        word={words(minutes)}
        className={styles.when}
        entries={ago.map((n) => ({ id: String(n), name: words(n), run: () => onMinutes(n) }))}
      />
    </span>
  );
}
