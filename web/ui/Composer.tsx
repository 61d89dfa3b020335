import { ArrowUp } from 'lucide-react';
import { useEffect, useRef, type KeyboardEvent, type ReactNode, type Ref } from 'react';

import { Button, IconButton } from './Button.tsx';
import { ChipButton } from './Chip.tsx';
import { t } from './messages.en.ts';
import { entryIcons, entryName, type EntryKind } from './TimelineEntry.tsx';

import styles from './Composer.module.css';

/** Kinds people write, with the letter that picks each. */
export const composerKinds: readonly { kind: EntryKind; keys: string }[] = [
  { kind: 'symptom', keys: 's' },
  { kind: 'hypothesis', keys: 'h' },
  { kind: 'action', keys: 't' },
  { kind: 'result', keys: 'v' },
  { kind: 'decision', keys: 'd' },
  { kind: 'update', keys: 'p' },
];

interface ComposerProps {
  kind: EntryKind;
  onKind: (kind: EntryKind) => void;
  text: string;
  onText: (text: string) => void;
  onPost: () => void;
  sending?: boolean;
  /** Where "happened now" stands: a control to move it. */
  happened?: ReactNode;
  inputRef?: Ref<HTMLTextAreaElement>;
}

/** Always in view under the log: what kind, one line, post. Enter posts, Shift+Enter breaks the line. */
export function Composer({
  kind,
  onKind,
  text,
  onText,
  onPost,
  sending = false,
  happened,
  inputRef,
}: ComposerProps) {
  const chips = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const row = chips.current;
    const on = row?.querySelector<HTMLElement>('[data-selected]');
    if (row && on && row.scrollWidth > row.clientWidth) row.scrollTo({ left: on.offsetLeft - 16 });
  }, [kind]);
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') event.currentTarget.blur();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (text.trim() !== '' && !sending) onPost();
  };
  return (
    <div className={styles.composer}>
      <div className={styles.kinds} role="group" aria-label={t('composer.types')} ref={chips}>
        {composerKinds.map((choice) => (
          <ChipButton
            key={choice.kind}
            icon={entryIcons[choice.kind]}
            keys={choice.keys}
            on={choice.kind === kind}
            onChange={() => onKind(choice.kind)}
          >
            {entryName(choice.kind)}
          </ChipButton>
        ))}
      </div>
      <div className={styles.line}>
        <textarea
          ref={inputRef}
          className={styles.input}
          rows={1}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          placeholder={t(`ask.${kind}`)}
          aria-label={`${entryName(kind)}: ${t(`ask.${kind}`)}`}
        />
        <span className={styles.happened}>{happened ?? t('composer.now')}</span>
        <Button
          className={styles.post ?? ''}
          kind="primary"
          size="small"
          keys="Enter"
          sending={sending}
          isDisabled={text.trim() === ''}
          onPress={onPost}
        >
          {t('composer.post')}
        </Button>
        <IconButton
          className={styles.thumb ?? ''}
          icon={ArrowUp}
          label={t('composer.post')}
          isDisabled={text.trim() === '' || sending}
          onPress={onPost}
        />
      </div>
    </div>
  );
}
