import { longFiles } from './exceptions.ts';
import { houseRule } from './house-rule.ts';
import type { Problem, Tree } from './tree.ts';

const code = /\.(ts|tsx|js|mjs|css|sql|html)$/;
const generated = /^(db\/schema\.sql|package-lock\.json|src\/platform\/tables\.ts)$/;

/** Most code lines a file may have; blank lines and comments do not count. */
function limit(path: string): number {
  if (/\.test\.tsx?$/.test(path) || path.startsWith('test/')) return 1000;
  return path.endsWith('.tsx') ? 350 : 600;
}

export function codeLines(text: string): number {
  const bare = text.replace(/\/\*[\s\S]*?\*\//g, '');
  return bare.split('\n').filter((line) => !/^\s*($|\/\/|--|\*)/.test(line)).length;
}

function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.files.filter((file) => code.test(file) && !generated.test(file))) {
    const most = longFiles.find((entry) => entry.path === path)?.lines ?? limit(path);
    const lines = codeLines(tree.read(path));
    if (lines > most) problems.push({ path, message: `${lines} code lines, ${most} is the limit` });
  }
  return problems;
}

houseRule({
  name: 'sizes',
  asks: 'no file is beyond its limit',
  check,
  bad: ['src/alerts/long.ts', 'web/alerts/Long.tsx'],
});
