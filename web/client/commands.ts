/**
 * Everything that can be done from here, each with a name and perhaps keys.
 * Screens add theirs while they are shown; the palette, the key handler and the help sheet read the same list.
 */
import type { LucideIcon } from 'lucide-react';
import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Command {
  id: string;
  name: string;
  /** `c`, `g n`, `Shift+x`, `Ctrl+Enter`. Letters match the typed character, whatever the layout. */
  keys?: string;
  icon?: LucideIcon;
  /** Heading in the help sheet. */
  group: string;
  /** Further words the palette finds it by. */
  also?: string;
  /** Left out of the palette (moving a cursor means nothing there). */
  keysOnly?: boolean;
  run: () => void;
}

let sets: (readonly Command[])[] = [];
let flat: readonly Command[] = [];
const watchers = new Set<() => void>();

function changed(): void {
  flat = sets.flat();
  for (const wake of watchers) wake();
}

/** All commands of the moment, those of the innermost screen last. */
export function commands(): readonly Command[] {
  return flat;
}

export function useAllCommands(): readonly Command[] {
  return useSyncExternalStore((wake) => {
    watchers.add(wake);
    return () => watchers.delete(wake);
  }, commands);
}

/** Offers commands while the component is shown. Only ids, names and keys decide whether the list is new; `run` is always the latest. */
export function useCommands(list: readonly Command[]): void {
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const shape = list
    .map((command) => `${command.id}|${command.name}|${command.keys ?? ''}`)
    .join('\n');
  useEffect(() => {
    const own = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find((other) => other.id === command.id)?.run(),
    }));
    sets = [...sets, own];
    changed();
    return () => {
      sets = sets.filter((other) => other !== own);
      changed();
    };
  }, [shape]);
}

/** Whether single keys work; people can switch them off (WCAG 2.1.4). */
export function keysOn(): boolean {
  try {
    return localStorage.getItem('ek.keys') !== 'off';
  } catch {
    return true;
  }
}

export function setKeysOn(on: boolean): void {
  try {
    if (on) localStorage.removeItem('ek.keys');
    else localStorage.setItem('ek.keys', 'off');
  } catch {
    // Without storage they stay on.
  }
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (
    target.isContentEditable ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement
  )
    return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  );
}

/** A list, menu or combobox with the focus reads letters itself (type-ahead). */
function readsLetters(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('[role=listbox],[role=menu],[role=combobox]') !== null
  );
}

/** The name of a key press as commands write it. */
export function keyName(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>,
): string {
  const single = event.key.length === 1;
  const key = single ? event.key.toLowerCase() : event.key;
  const isLetter = single && event.key.toLowerCase() !== event.key.toUpperCase();
  const mod = event.ctrlKey || event.metaKey ? 'Ctrl+' : '';
  const shift = event.shiftKey && (!single || isLetter) ? 'Shift+' : '';
  return `${mod}${event.altKey ? 'Alt+' : ''}${shift}${key}`;
}

/** Finds what a press means after an optional prefix key, innermost screen first. */
export function match(
  list: readonly Command[],
  prefix: string | null,
  key: string,
): Command | 'prefix' | null {
  const wanted = prefix === null ? key : `${prefix} ${key}`;
  const hit = list.findLast((command) => command.keys === wanted);
  if (hit) return hit;
  return prefix === null && list.some((command) => command.keys?.startsWith(`${key} `))
    ? 'prefix'
    : null;
}

/** Listens for keys; returns how to stop. A prefix such as `g` waits a second and a half for the next key. */
export function listenForKeys(target: Window): () => void {
  let prefix: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onKey = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const key = keyName(event);
    const held = event.ctrlKey || event.metaKey;
    if (!held && (typing(event.target) || readsLetters(event.target) || !keysOn())) return;
    if (
      !held &&
      (key === 'Enter' || key === ' ') &&
      event.target instanceof Element &&
      event.target.closest('button,a,[role=button],[role=tab],input')
    )
      return;
    const dialogOpen = document.querySelector('dialog[open]') !== null;
    if (dialogOpen && !held) return;
    const found = match(flat, prefix, key);
    clearTimeout(timer);
    prefix = null;
    if (found === null) return;
    event.preventDefault();
    if (found === 'prefix') {
      prefix = key;
      timer = setTimeout(() => (prefix = null), 1500);
    } else found.run();
  };
  target.addEventListener('keydown', onKey);
  return () => {
    clearTimeout(timer);
    target.removeEventListener('keydown', onKey);
  };
}
