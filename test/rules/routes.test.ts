import { houseRule } from './house-rule.ts';
import { lineOf, type Problem, sourceFiles, type Tree } from './tree.ts';

const declared = /\bendpoint\s*\(\s*\{/g;
const raw =
  /\b(?:fastify|app|server)\s*\.\s*(?:get|post|put|patch|delete|head|options|all|route)\s*(?:<[^(]*>)?\(/g;

/** Every endpoint and every route of its own names the right that a caller needs. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of sourceFiles(tree)) {
    if (path === 'src/platform/endpoint.ts') continue;
    const { code } = tree.lexed(path);
    const patterns = /\/(cli|mcp)\//.test(path) ? [] : [declared, raw];
    for (const pattern of patterns) {
      for (const match of code.matchAll(pattern)) {
        const call = callAt(code, match.index + match[0].lastIndexOf('('));
        if (/\bright\b/.test(call)) continue;
        problems.push({ path, line: lineOf(code, match.index), message: 'names no right' });
      }
    }
  }
  return problems;
}

/** The text between the bracket at `open` and the one that closes it. */
function callAt(code: string, open: number): string {
  let depth = 0;
  for (let at = open; at < code.length; at += 1) {
    if (code[at] === '(') depth += 1;
    if (code[at] === ')') depth -= 1;
    if (depth === 0) return code.slice(open, at);
  }
  return code.slice(open);
}

houseRule({
  name: 'routes',
  asks: 'every route declares a right',
  check,
  bad: ['src/alerts/contract.ts:2', 'src/alerts/routes.ts:3'],
});
