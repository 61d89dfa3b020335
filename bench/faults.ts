// The section "Faults" of bench/RESULTS.md: the last line of each fault, kept in bench/faults.json.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const jsonFile = join(import.meta.dirname, 'faults.json');
const textFile = join(import.meta.dirname, 'RESULTS.md');
const heading = '## Faults';

interface Kept {
  readonly date: string;
  readonly text: string;
}

/** Keeps the line in place of the one of the same name, and writes the section anew. */
export function keepFaults({ name, text }: { readonly name: string; readonly text: string }): void {
  const date = new Date().toISOString().slice(0, 10);
  const kept = { ...readKept(), [name]: { date, text } };
  writeFileSync(jsonFile, `${JSON.stringify(kept, null, 2)}\n`);
  const before = existsSync(textFile) ? readFileSync(textFile, 'utf8') : '# Figures\n';
  writeFileSync(textFile, withFaults(before));
}

/** The report with the section at its end, in place of the one that it holds. */
export function withFaults(report: string): string {
  const kept = Object.entries(readKept());
  const start = report.indexOf(`\n${heading}\n`);
  const rest = start === -1 ? '' : report.slice(start + 1 + heading.length);
  const next = rest.indexOf('\n## ');
  const others =
    start === -1 ? report : report.slice(0, start) + (next === -1 ? '' : rest.slice(next));
  if (kept.length === 0) return report;
  const lines = kept.map(([name, { date, text }]) => `- \`${name}\`: ${text} (${date})`);
  return [
    `${others.trimEnd()}\n`,
    heading,
    '',
    'Each line is what `npm run faults` printed last; it exits with 1 when something was lost. "Lost" is',
    'an event that was answered 2xx and is in no alert, "doubled" one in more than one or counted twice,',
    '"unsent" a page that nobody was told of.',
    '',
    ...lines,
    '',
  ].join('\n');
}

function readKept(): Record<string, Kept> {
  return existsSync(jsonFile)
    ? (JSON.parse(readFileSync(jsonFile, 'utf8')) as Record<string, Kept>)
    : {};
}
