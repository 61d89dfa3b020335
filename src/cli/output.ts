// What a command writes: data to stdout, talk to stderr; colour and width only for people.

/** Where a command writes to. */
export interface Output {
  /** `--json`: stdout holds one JSON document and nothing else. */
  readonly json: boolean;
  readonly quiet: boolean;
  readonly color: boolean;
  /** Width of the terminal in columns, or null when stdout is no terminal. */
  readonly width: number | null;
  out(text: string): void;
  err(text: string): void;
}

type Style = 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'green';

const codes: Record<Style, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Text in a style, where colour is on; the words alone must say the same. */
export function paint(output: Output, style: Style, text: string): string {
  return output.color ? `\u001B[${codes[style]}m${text}\u001B[0m` : text;
}

/** Control characters out of strangers' text, so that no title moves the cursor. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]+/gu, ' ');
}

/** Cells of a row; the style of a cell never changes its width. */
export interface Cell {
  text: string;
  style?: Style | undefined;
}
type Row = readonly (string | Cell)[];

/**
 * Prints rows below a head, columns aligned. On a terminal the column named by `flex` is cut so that
 * a row stays on one line; elsewhere nothing is cut.
 */
export function printTable(
  output: Output,
  table: { head: readonly string[]; rows: readonly Row[]; flex?: number },
): void {
  const rows = table.rows.map((row) =>
    row.map((cell): Cell => {
      const { text, style } = typeof cell === 'string' ? { text: cell, style: undefined } : cell;
      return { text: clean(text), style };
    }),
  );
  const widths = table.head.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => row[index]?.text.length ?? 0)),
  );
  const flex = table.flex;
  if (output.width !== null && flex !== undefined) {
    const others = widths.reduce(
      (sum, width, index) => (index === flex ? sum : sum + width + 2),
      0,
    );
    widths[flex] = Math.max(10, Math.min(widths[flex] ?? 0, output.width - others));
  }
  const line = (cells: readonly Cell[]): string =>
    cells
      .map(({ text, style }, index) => {
        const width = widths[index] ?? text.length;
        const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
        const padded = index === cells.length - 1 ? cut : cut.padEnd(width);
        return style === undefined ? padded : paint(output, style, padded);
      })
      .join('  ')
      .trimEnd();
  if (!output.quiet) output.out(line(table.head.map((text) => ({ text, style: 'dim' as const }))));
  for (const row of rows) output.out(line(row));
}

/** Prints the answer: as JSON with `--json`, else by `human`. */
export function print(output: Output, value: unknown, human: () => void): void {
  if (output.json) output.out(JSON.stringify(value, null, 2));
  else human();
}

/** How a severity is painted; unknown ones stay plain. */
export function severityStyle(severity: string): Style | undefined {
  const styles: Record<string, Style> = {
    critical: 'red',
    sev1: 'red',
    error: 'yellow',
    sev2: 'yellow',
    warning: 'yellow',
    sev3: 'yellow',
    info: 'dim',
    sev4: 'dim',
  };
  return styles[severity];
}

/** `2m`, `3h 5m`, `6d 2h`: how long ago, in the two largest units. */
export function age(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}

/** `Tue 24 Nov 02:07` in a zone. */
export function clockTime(at: string, timeZone: string): string {
  return Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}
