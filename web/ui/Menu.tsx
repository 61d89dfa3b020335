import { EllipsisVertical, type LucideIcon } from 'lucide-react';
import {
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type RefObject,
} from 'react';
import { Button } from 'react-aria-components';

import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Key } from './Key.tsx';

import styles from './Menu.module.css';

export interface MenuEntry {
  id: string;
  name: string;
  icon?: LucideIcon;
  keys?: string;
  run: () => void;
}

interface MenuProps {
  label: string;
  entries: readonly MenuEntry[];
  /** The button's word and look; without it three dots. */
  word?: string;
  className?: string | undefined;
}

/** A short list of further actions behind one button. */
export function Menu({ label, entries, word, className }: MenuProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  const wasOpen = useRef(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const button = {
    ref: trigger,
    // The press itself closes an open menu, as any press beside it does.
    onPressStart: () => void (wasOpen.current = open),
    onPress: () => setOpen(!wasOpen.current),
    'aria-haspopup': 'menu',
    'aria-expanded': open,
    ...(open && { 'aria-controls': id }),
  } as const;
  return (
    <>
      {word === undefined ? (
        <IconButton {...button} icon={EllipsisVertical} label={label} />
      ) : (
        <Button {...button} className={className ?? ''}>
          {word}
        </Button>
      )}
      {open ? (
        <Entries
          id={id}
          label={label}
          entries={entries}
          trigger={trigger}
          onClosed={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

/** Below the button, or above it where there is no room; inside the window in any case. */
function place(menu: HTMLElement, trigger: HTMLElement): void {
  const at = trigger.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const { innerWidth, innerHeight } = window;
  const below = at.bottom + 4;
  const top = below + height > innerHeight - 8 ? at.top - 4 - height : below;
  menu.style.top = `${Math.max(8, top)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.left, innerWidth - width - 8))}px`;
}

/** Which entry a key leads to: arrows in a circle, ends, or the next that begins with the letter. */
export function entryAt(key: string, at: number, names: readonly string[]): number | null {
  const count = names.length;
  if (key === 'ArrowDown') return (at + 1) % count;
  if (key === 'ArrowUp') return (at + count - 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key.length !== 1) return null;
  for (let step = 1; step <= count; step += 1) {
    const next = (at + step) % count;
    if (names[next]?.toLowerCase().startsWith(key.toLowerCase())) return next;
  }
  return null;
}

interface EntriesProps extends Pick<MenuProps, 'label' | 'entries'> {
  id: string;
  trigger: RefObject<HTMLButtonElement | null>;
  onClosed: () => void;
}

function Entries({ id, label, entries, trigger, onClosed }: EntriesProps) {
  const menu = useRef<HTMLDivElement>(null);
  const item = (index: number) => menu.current?.children[index] as HTMLElement | undefined;
  useLayoutEffect(() => {
    const element = menu.current;
    if (!element || !trigger.current) return undefined;
    element.showPopover();
    place(element, trigger.current);
    (element.firstElementChild as HTMLElement | null)?.focus();
    const leave = (event: Event) => event.target !== element && element.hidePopover();
    window.addEventListener('scroll', leave, { capture: true });
    return () => window.removeEventListener('scroll', leave, { capture: true });
  }, [trigger]);
  const close = () => {
    menu.current?.hidePopover();
    trigger.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Tab') close();
    const at = entries.findIndex((_, index) => item(index) === document.activeElement);
    const next = entryAt(
      event.key,
      at,
      entries.map((entry) => entry.name),
    );
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === ' ') return;
    event.preventDefault();
    item(next)?.focus();
  };
  return (
    <div
      ref={menu}
      id={id}
      popover="auto"
      role="menu"
      aria-label={label}
      className={styles.menu}
      tabIndex={-1}
      onToggle={(event) => event.newState === 'closed' && onClosed()}
      onKeyDown={onKeyDown}
    >
      {entries.map((entry) => (
        <button
          key={entry.id}
          type="button"
          role="menuitem"
          tabIndex={-1}
          className={styles.item}
          onPointerEnter={(event) => event.currentTarget.focus()}
          onClick={() => {
            close();
            entry.run();
          }}
        >
          {entry.icon ? <Icon of={entry.icon} /> : null}
          <span className={styles.name}>{entry.name}</span>
          {entry.keys ? <Key keys={entry.keys} /> : null}
        </button>
      ))}
    </div>
  );
}
