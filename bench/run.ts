/** `npm run bench [name]`: measures, prints, and writes bench/results.json and bench/RESULTS.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';

import { withFaults } from './faults.ts';
import { growth } from './growth.ts';
import { batch, fewSenders, ingest } from './ingest.ts';
import { latency, loaded } from './latency.ts';
import { lists } from './lists.ts';
import { memory, soak } from './memory.ts';
import { publicPages } from './public-pages.ts';
import { type Bench, type Finding, reaches, type Row } from './rows.ts';
import { sse } from './sse.ts';
import { start } from './start.ts';
import { suspects } from './suspects.ts';

const benches: readonly Bench[] = [
  start,
  ingest,
  fewSenders,
  batch,
  growth,
  latency,
  loaded,
  lists,
  publicPages,
  sse,
  memory,
  soak,
  suspects,
];
const jsonFile = join(import.meta.dirname, 'results.json');
const textFile = join(import.meta.dirname, 'RESULTS.md');

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
  if (unknown.length > 0) {
    console.error(
      `Unknown: ${unknown.join(', ')}. Known: ${benches.map((b) => b.name).join(', ')}`,
    );
    return 2;
  }
  const chosen = benches.filter((bench) => names.length === 0 || names.includes(bench.name));
  const found = new Map<string, Finding>();
  for (const bench of chosen) {
    console.log(`== ${bench.title}`);
    const finding = await bench.run();
    found.set(bench.name, finding);
    for (const row of finding.rows)
      console.log(`${line(row)}${reaches(row) ? '' : '  UNDER ITS FLOOR'}`);
    for (const note of finding.notes) console.log(`   ${note}`);
    if (finding.skipped !== undefined) console.log(`   left out: ${finding.skipped}`);
  }
  const fresh = [...found.values()].flatMap((finding) => finding.rows);
  const rows = merge(earlierRows(), fresh);
  writeFileSync(jsonFile, `${JSON.stringify(rows, null, 2)}\n`);
  writeFileSync(textFile, withFaults(report(found)));
  return fresh.every(reaches) ? 0 : 1;
}

function line({ name, value, unit, floor }: Row): string {
  return `${name} = ${value} ${unit}${floor === null ? '' : ` (floor ${floor})`}`;
}

function earlierRows(): Row[] {
  return existsSync(jsonFile) ? (JSON.parse(readFileSync(jsonFile, 'utf8')) as Row[]) : [];
}

function merge(earlier: readonly Row[], fresh: readonly Row[]): Row[] {
  const names = new Set(fresh.map((row) => row.name));
  const all = [...earlier.filter((row) => !names.has(row.name)), ...fresh];
  return all.toSorted((a, b) => a.name.localeCompare(b.name));
}

/** All sections in their order: those measured now, and of the others what the file held. */
function report(found: ReadonlyMap<string, Finding>): string {
  const before = existsSync(textFile) ? readFileSync(textFile, 'utf8').split(/^(?=## )/m) : [];
  const parts = benches.flatMap((bench) => {
    const finding = found.get(bench.name);
    if (finding) return [section(bench, finding)];
    return before.find((part) => part.startsWith(`## ${bench.title}\n`)) ?? [];
  });
  const words = [
    '# Figures',
    '',
    'Each section is what `npm run bench <name>` measured last; generator, peer and program shared the',
    'machine. A figure that a floor is set for says whether it was reached.',
    '',
    '',
  ];
  return words.join('\n') + parts.join('');
}

function section(bench: Bench, finding: Finding): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} x ${cpu?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${platform()} ${arch()}, Node ${process.version}`;
  const date = new Date().toISOString().slice(0, 10);
  const table = finding.rows.map(
    (row) =>
      `| \`${row.name}\` | ${row.value} ${row.unit} | ${row.floor ?? ''} | ${reached(row)} |`,
  );
  const heading =
    table.length > 0 ? ['| Figure | Value | Floor | Reached |', '|---|---|---|---|'] : [];
  const notes = [...finding.notes];
  if (finding.skipped !== undefined) notes.push(`Left out: ${finding.skipped}`);
  const measured = `\`npm run bench ${bench.name}\` on ${date}: ${machine}.`;
  const lines = [`## ${bench.title}`, '', measured, '', ...heading, ...table, ''];
  return `${[...lines, ...notes.map((note) => `- ${note}`), ''].join('\n')}\n`;
}

function reached(row: Row): string {
  if (row.floor === null) return '';
  return reaches(row) ? 'yes' : '**no**';
}

process.exitCode = await main(process.argv.slice(2));
