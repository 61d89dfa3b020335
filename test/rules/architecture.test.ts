import { type Arrow, arrows } from '../../oxlint.config.ts';
import { houseRule } from './house-rule.ts';
import type { Problem, Tree } from './tree.ts';

const path = 'ARCHITECTURE.md';
const longest = 250;

/** The map says what the table of the linter says, names every module, and is read in ten minutes. */
function check(tree: Tree): Problem[] {
  const lines = tree.read(path).split('\n');
  const problems: Problem[] = [];
  if (lines.length > longest) problems.push({ path, message: `longer than ${longest} lines` });
  for (const [module, arrow] of Object.entries(arrows) as [string, Arrow][]) {
    const row = lines.findIndex((line) => new RegExp(`^\\|\\s*${module}\\s*\\|`).test(line));
    if (row === -1) {
      problems.push({ path: `${path} ${module}`, message: 'has no row in the table' });
      continue;
    }
    const [, , cell = ''] = (lines[row] ?? '').split('|').map((each) => each.trim());
    const wanted =
      arrow.types === undefined ? arrow.doors.join(', ') : `types of ${arrow.types.join(', ')}`;
    if (cell !== (wanted === '' ? 'nothing' : wanted)) {
      problems.push({ path, line: row + 1, message: `${module}: the linter says "${wanted}"` });
    }
  }
  return problems;
}

houseRule({
  name: 'architecture',
  asks: 'ARCHITECTURE.md shows the arrow table as it is',
  check,
  bad: ['ARCHITECTURE.md', 'ARCHITECTURE.md:6', 'ARCHITECTURE.md channels'],
});
