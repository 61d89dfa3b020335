/**
 * What is typed between the key that opens a dialog and the dialog itself, whose code may still be on
 * its way: it belongs into the dialog's field, and must not be taken for keys of the screen behind it.
 */

/** Null while nothing opens. */
let typed: string | null = null;
let end: ReturnType<typeof setTimeout> | undefined;

/** A dialog that never comes must not swallow keys for ever. */
const longestMs = 10_000;

function onKey(event: KeyboardEvent): void {
  if (typed === null || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === 'Escape') {
    stop();
    return;
  }
  if (event.key.length === 1) typed += event.key;
  else if (event.key === 'Backspace') typed = typed.slice(0, -1);
  else if (event.key !== 'Enter') return;
  event.preventDefault();
  // The button that still has the focus must not be pressed by a space.
  event.stopImmediatePropagation();
}

function stop(): void {
  typed = null;
  clearTimeout(end);
  window.removeEventListener('keydown', onKey, true);
}

/** From now on keys are kept for the dialog that opens. */
export function keepTyped(): void {
  stop();
  typed = '';
  window.addEventListener('keydown', onKey, true);
  end = setTimeout(stop, longestMs);
}

/** What was typed meanwhile; called once the dialog's field has the focus. */
export function takeTyped(): string {
  const text = typed ?? '';
  stop();
  return text;
}
