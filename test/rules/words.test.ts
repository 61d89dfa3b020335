import { houseRule } from './house-rule.ts';
import { lineOf, type Problem, type Tree } from './tree.ts';

const readable =
  /\.(ts|tsx|js|mjs|css|sql|html|md|json|ya?ml|sh|webmanifest)$|(^|\/)(\.ci\/run|Dockerfile|LICENSE)$/;
/** The list itself, and text that other people wrote. */
const unread = /^(test\/rules\/words\.test\.ts|package-lock\.json|LICENSE)$|(^|\/)fixtures\//;

const rules: { pattern: RegExp; message: string; except?: RegExp }[] = [
  {
    pattern:
      /\b(?:TODO|FIXME|XXX|HACK|WIP)\b|\bstub(?:s|bed)?\b|\bplaceholders?\b|\blorem ipsum\b/gi,
    message: 'finish it, or leave it out',
    except: /\bplaceholder=|::placeholder|\[(?:data-)?placeholder\]|\bplaceholder\??:/,
  },
  {
    pattern: /\bnot (?:yet )?implemented\b|\bcoming soon\b|\bunder construction\b/gi,
    message: 'what is not built is absent',
  },
  {
    pattern: /(?<![\w.])\/(?:home|Users|root|work)\/[\w.-]+|\/tmp\/[\w.-]+/g,
    message: 'a path of somebody’s machine',
  },
  {
    pattern: /\bregistry\.npm(?:js|mirror)\.\w+|\bartifactory\b|\bverdaccio\b|\bnexus3?\b/gi,
    message: 'a registry host',
  },
  {
    pattern:
      /\b(?:claude|anthropic|openai|chatgpt|copilot|sub-?agents?|coding agent|language model)\b/gi,
    message: 'the project speaks only of itself',
  },
];

function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.files.filter((file) => readable.test(file) && !unread.test(file))) {
    const text = tree.read(path);
    for (const { pattern, message, except } of rules) {
      for (const match of text.matchAll(pattern)) {
        const line = text.slice(text.lastIndexOf('\n', match.index) + 1).split('\n')[0] ?? '';
        if (except?.test(line) === true) continue;
        problems.push({
          path,
          line: lineOf(text, match.index),
          message: `${match[0]}: ${message}`,
        });
      }
    }
  }
  return problems;
}

houseRule({
  name: 'words',
  asks: 'no word of unfinished work, of a machine or of a tool',
  check,
  bad: [
    'README.md:1',
    'README.md:2',
    'README.md:3',
    'src/alerts/open.ts:1',
    'src/alerts/open.ts:2',
    'src/alerts/open.ts:3',
  ],
});
