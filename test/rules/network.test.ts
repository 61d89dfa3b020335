import { ownNetwork } from './exceptions.ts';
import { houseRule } from './house-rule.ts';
import { lineOf, type Problem, sourceFiles, type Tree } from './tree.ts';

const rules: { pattern: RegExp; message: string; allowed: RegExp }[] = [
  {
    pattern: /(?<![.\w#])fetch\s*\(|\bglobalThis\s*\.\s*fetch\b/g,
    message: 'the network is reached through src/platform/egress.ts',
    allowed: /^src\/(cli|client|mcp)\//,
  },
  {
    pattern: /\bhttps?\s*\.\s*(?:request|get)\s*\(|\bsendNotification\s*\(|\bnew WebSocket\b/g,
    message: 'the network is reached through src/platform/egress.ts',
    allowed: /^src\/(cli|client|mcp)\//,
  },
  {
    pattern: /\bsql\s*\.\s*raw\b/g,
    message: 'sql.raw: pass a parameter, or sql.ref for a name',
    allowed: /^$/,
  },
];

/** Users enter addresses, so one guarded dispatcher reaches them all. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const exempt = new Set(ownNetwork.map((entry) => entry.path));
  for (const path of sourceFiles(tree)) {
    const { code, texts } = tree.lexed(path);
    for (const { pattern, message, allowed } of rules) {
      if (allowed.test(path) || (exempt.has(path) && !message.startsWith('sql'))) continue;
      for (const match of code.matchAll(pattern)) {
        problems.push({ path, line: lineOf(code, match.index), message });
      }
    }
    for (const { at, text } of texts) {
      if (text !== 'undici' || exempt.has(path) || !/\bfrom\s*$/.test(code.slice(0, at))) continue;
      if (/\bimport type [^;]*$/.test(code.slice(0, at))) continue;
      problems.push({
        path,
        line: lineOf(code, at),
        message: 'undici belongs to src/platform/egress.ts',
      });
    }
  }
  return problems;
}

houseRule({
  name: 'network',
  asks: 'the network is reached through the guarded dispatcher, and SQL is never pasted together',
  check,
  bad: [
    'src/channels/hook.ts:1',
    'src/channels/hook.ts:4',
    'src/channels/hook.ts:5',
    'src/channels/hook.ts:6',
    'src/alerts/store.ts:2',
  ],
});
