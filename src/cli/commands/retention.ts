// How long each kind of rows is kept, and what would go.
import {
  retentionApi,
  type RetentionKind,
  retentionKinds,
  type RetentionPreview,
  type RetentionState,
} from '#operation/contract';
import { nearestWord } from '#platform/nearest';

import type { Call, Command } from '../command.ts';
import { exit, usageError } from '../failure.ts';
import { clockTime, print, printTable } from '../output.ts';

type Keep = Partial<Record<RetentionKind, string | null>>;

const show: Command = {
  name: 'retention show',
  takes: '',
  summary: 'How long each kind of rows is kept, and what was deleted last',
  examples: ['evenkeel retention show', 'evenkeel retention show --json'],
  count: [0, 0],
  async run(call) {
    const state = await call.api(retentionApi.get);
    print(call, state, () => printState(call, state));
    return undefined;
  },
};

const preview: Command = {
  name: 'retention preview',
  takes: '[KIND=TIME...]',
  summary: 'What would be deleted, kind by kind; nothing is changed',
  examples: [
    'evenkeel retention preview',
    'evenkeel retention preview alerts=400d pages=400d notifications=90d',
    'evenkeel retention preview events=ever',
  ],
  count: [0, retentionKinds.length],
  async run(call) {
    const seen = await call.api(retentionApi.preview, { body: { keep: readWords(call.words) } });
    print(call, seen, () => printPreview(call, seen));
    return undefined;
  },
};

const set: Command = {
  name: 'retention set',
  takes: 'KIND=TIME...',
  summary: 'Set how long kinds are kept; shows what goes, and asks; owners only',
  examples: [
    'evenkeel retention set alerts=400d pages=400d',
    'evenkeel retention set notifications=90d --yes',
    'evenkeel retention set events=ever',
  ],
  count: [1, retentionKinds.length],
  async run(call) {
    const keep = readWords(call.words);
    const seen = await call.api(retentionApi.preview, { body: { keep } });
    const { version } = await call.api(retentionApi.get);
    if (seen.kinds.some(({ shorter }) => shorter)) {
      printPreview({ ...call, out: call.err }, seen);
      const agreed = await call.confirm(`Keep it so, and delete ${seen.rows} rows for good?`);
      if (!agreed) return exit.no;
    }
    const state = await call.api(retentionApi.edit, {
      body: { keep, deletes: seen.rows },
      headers: { 'if-match': `"${version}"` },
    });
    print(call, state, () => printState(call, state));
    return undefined;
  },
};

export const retentionCommands: readonly Command[] = [show, preview, set];

function readWords(words: readonly string[]): Keep {
  const keep: Keep = {};
  for (const word of words) {
    const [name = '', time = '', ...more] = word.split('=');
    const kind = retentionKinds.find((one) => one === name);
    if (kind === undefined) {
      const near = nearestWord(name, retentionKinds);
      const hint = near === null ? `One of ${retentionKinds.join(', ')}.` : `Did you mean ${near}?`;
      throw usageError(`There is no kind ${name}. ${hint}`);
    }
    if (more.length > 0 || !/^((\d+[smhdw])+|ever)$/.test(time)) {
      throw usageError(`Say how long: ${kind}=400d, or ${kind}=ever.`);
    }
    keep[kind] = time === 'ever' ? null : time;
  }
  return keep;
}

function printState(call: Call, { kinds, forEver, ranAt, last }: RetentionState): void {
  printTable(call, {
    head: ['KIND', 'KEPT', 'DEFAULT', 'AT LEAST'],
    rows: kinds.map((one) => [one.kind, one.keep ?? 'ever', one.default ?? 'ever', one.least]),
  });
  call.err(`Kept for ever whatever is set: ${forEver.join(', ')}.`);
  if (ranAt !== null) call.err(`Looked for old rows ${clockTime(ranAt, call.zone)}.`);
  if (last === null) return;
  const rows = last.deleted.map((one) => `${one.rows} ${one.kind}`).join(', ');
  call.err(`Deleted ${clockTime(last.at, call.zone)}: ${rows}.`);
}

function printPreview(call: Call, { rows, kinds }: RetentionPreview): void {
  const at = (time: string | null): string =>
    time === null
      ? ''
      : Temporal.Instant.from(time).toZonedDateTimeISO(call.zone).toPlainDate().toString();
  printTable(call, {
    head: ['KIND', 'KEPT', 'GOES', 'OLDEST', 'NEWEST', ''],
    rows: kinds.map((one) => [
      one.kind,
      one.keep ?? 'ever',
      String(one.rows),
      at(one.oldest),
      at(one.newest),
      one.shorter ? 'shorter than now' : '',
    ]),
  });
  call.err(`${rows} rows go by this change. What is open or of an incident never does.`);
}
