// How far long work has come: a bar on a terminal, nothing when the stream goes elsewhere.

/** Where a bar is drawn; `process.stderr` fits. */
export interface ProgressScreen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

export interface ProgressBar {
  /** So much is done, in the unit of `total`; `what` is what goes on now. */
  at(done: number, what?: string): void;
  /** Takes the line away. */
  end(): void;
}

const barWidth = 24;
/** Redraws at most so often, in ms: a terminal over a slow line must not slow the work. */
const redrawMs = 100;

/** A bar for `total` units of work. Draws nothing unless the screen is a terminal and not `quiet`. */
export function progressBar(
  screen: ProgressScreen,
  input: { label: string; total: number; quiet?: boolean; unit?: (n: number) => string },
): ProgressBar {
  const shown = screen.isTTY === true && input.quiet !== true;
  const unit = input.unit ?? String;
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    at(done, what = '') {
      const full = done >= input.total;
      if (!shown || (!full && performance.now() - drawnAt < redrawMs)) return;
      const share = input.total > 0 ? Math.min(1, done / input.total) : 1;
      const bar = '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '.');
      const percent = `${Math.floor(share * 100)} %`.padStart(5);
      const line = `${input.label}  [${bar}] ${percent}  ${unit(done)} of ${unit(input.total)}  ${what}`;
      screen.write(
        `\r\u001B[2K${line.trimEnd().slice(0, Math.max(20, (screen.columns ?? 80) - 1))}`,
      );
      drawnAt = performance.now();
    },
    end() {
      if (shown && drawnAt > 0) screen.write('\r\u001B[2K');
    },
  };
}

/** Bytes as people read them: `3.2 MB`. */
export function byteCount(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let place = 0;
  while (value >= 1000 && place < units.length - 1) {
    value /= 1000;
    place += 1;
  }
  return `${value < 10 && place > 0 ? value.toFixed(1) : Math.round(value)} ${units[place] ?? ''}`;
}
