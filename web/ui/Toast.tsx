import { useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';

import { Button } from './Button.tsx';
import { t } from './messages.en.ts';
import { SeverityShape, type State } from './Severity.tsx';

import styles from './Toast.module.css';

interface ToastFact {
  /** Time and fact: "02:09:14 confirmed. Ben will not be called." */
  text: ReactNode;
  state?: State;
  undo?: () => void;
}

let current: (ToastFact & { id: number }) | null = null;
let count = 0;
const watchers = new Set<() => void>();

function set(next: typeof current): void {
  current = next;
  for (const wake of watchers) wake();
}

/** Says what just happened, for 8 s; a new one takes the place of the old. */
export function toast(fact: ToastFact): void {
  set({ ...fact, id: ++count });
}

/** Runs the undo on screen, if there is one, as the `u` key does. */
export function undoLast(): boolean {
  const undo = current?.undo;
  if (!undo) return false;
  set(null);
  undo();
  return true;
}

/** The place toasts appear in, bottom left; mounted once by the shell. */
export function ToastRegion() {
  const shown = useSyncExternalStore(
    (wake) => {
      watchers.add(wake);
      return () => watchers.delete(wake);
    },
    () => current,
  );
  const region = useRef<HTMLDivElement>(null);
  useEffect(() => {
    region.current?.hidePopover();
    if (!shown) return undefined;
    // Onto the top, over a dialog that is open.
    region.current?.showPopover();
    const timer = setTimeout(() => current?.id === shown.id && set(null), 8000);
    return () => clearTimeout(timer);
  }, [shown]);
  return (
    <div
      ref={region}
      popover="manual"
      className={styles.region}
      role="status"
      aria-label={t('toast.region')}
    >
      {shown ? (
        <ToastBox key={shown.id} {...shown} onUndo={shown.undo && (() => undoLast())} />
      ) : null}
    </div>
  );
}

/** One toast's look. */
export function ToastBox({
  text,
  state = 'ok',
  onUndo,
}: {
  text: ReactNode;
  state?: State;
  onUndo?: (() => void) | undefined;
}) {
  return (
    <div className={styles.toast}>
      <SeverityShape state={state} />
      <span className={styles.text}>{text}</span>
      {onUndo ? (
        <Button size="small" keys="u" onPress={onUndo}>
          {t('undo')}
        </Button>
      ) : null}
    </div>
  );
}
