import { posix } from 'node:path';

import { houseRule } from './house-rule.ts';
import type { Problem, Tree } from './tree.ts';

const specifier = /(\bfrom|\bimport\s*\(?)\s*$/;

/** Whatever the black-box story imports, and what that imports, is nothing of src. */
function check(tree: Tree): Problem[] {
  const start = tree.files.filter((path) => /^test\/stories\/black-box[^/]*\.ts$/.test(path));
  const reached = new Map(start.map((path) => [path, path]));
  const problems: Problem[] = [];
  for (const [path, way] of reached) {
    if (/^(src|web)\//.test(path) || !tree.files.includes(path)) {
      problems.push({ path, message: `is reached: ${way}` });
      continue;
    }
    const { code, texts } = tree.lexed(path);
    for (const { at, text } of texts) {
      if (!specifier.test(code.slice(0, at))) continue;
      const target = resolve(path, text);
      if (target !== undefined && !reached.has(target)) reached.set(target, `${way} > ${target}`);
    }
  }
  return problems;
}

/** The file behind a specifier; undefined for packages and Node's own modules. */
function resolve(from: string, text: string): string | undefined {
  if (text.startsWith('.')) return posix.join(posix.dirname(from), text);
  if (text.startsWith('#harness/')) return `test/harness/${text.slice(9)}.ts`;
  return text.startsWith('#') ? `src/${text.slice(1)}` : undefined;
}

houseRule({
  name: 'black-box',
  asks: 'the black-box story reaches nothing of src',
  check,
  bad: ['src/alerts/index.ts', 'src/platform/log'],
});
