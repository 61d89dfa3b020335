import { posix } from 'node:path';

import { houseRule } from './house-rule.ts';
import { lineOf, type Problem, type Tree } from './tree.ts';

const roots = /^(?:src|web|test|docs|db|scripts|deploy|bin|bench|\.ci)\//;
const rootFile =
  /^[A-Z][A-Z]+\.md$|^(?:package(?:-lock)?\.json|tsconfig(?:\.web)?\.json|oxlint\.config\.ts|\.oxfmtrc\.json|LICENSE)$/;
/** What is made by running the program and so is not in the repository. */
const made = /^(?:web\/dist|bench\/tmp|data)(?:\/|$)/;

/** Every path that a document or a comment cites exists, and so does the target of every link. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.files.filter((file) => file.endsWith('.md'))) {
    const text = tree
      .read(path)
      .replace(/```[\s\S]*?```/g, (block) => block.replace(/[^\n]/g, ' '));
    for (const match of text.matchAll(/`([^`\n]+)`/g)) {
      const cited = (match[1] ?? '').replace(/:\d+$/, '');
      if (isPath(cited)) complain(path, text, match.index, cited);
    }
    for (const match of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      const target = (match[1] ?? '').replace(/#.*$/, '');
      if (target === '' || /^[a-z]+:/.test(target)) continue;
      complain(path, text, match.index, posix.join(posix.dirname(path), target));
    }
  }
  for (const path of tree.files.filter((file) =>
    /^(src|web|test|scripts|bench)\/.*\.tsx?$/.test(file),
  )) {
    for (const { at, text } of tree.lexed(path).comments) {
      for (const match of text.matchAll(/(?<![\w/])[\w/.-]*\w\.md\b/g)) {
        complain(path, tree.read(path), at + match.index, match[0]);
      }
    }
  }
  return problems;

  function complain(path: string, text: string, index: number, cited: string): void {
    if (made.test(cited) || tree.exists(cited)) return;
    problems.push({ path, line: lineOf(text, index), message: `${cited} does not exist` });
  }
}

function isPath(cited: string): boolean {
  if (/[\s<>*{}$()|]/.test(cited)) return false;
  return roots.test(cited) || rootFile.test(cited);
}

houseRule({
  name: 'docs',
  asks: 'paths cited in documents and comments exist',
  check,
  bad: ['README.md:2', 'README.md:3', 'src/alerts/open.ts:1'],
});

/** Keep a Changelog, with a tag on every line; a release is refused while a line is unfinished. */
function checkChangelog(tree: Tree): Problem[] {
  const path = 'CHANGELOG.md';
  const problems: Problem[] = [];
  for (const [index, text] of tree.read(path).split('\n').entries()) {
    const line = index + 1;
    if (/\bpending\b/i.test(text)) problems.push({ path, line, message: 'says Pending' });
    if (
      text.startsWith('## ') &&
      !/^## \[(?:Unreleased|\d+\.\d+\.\d+)\](?: - \d{4}-\d\d-\d\d)?$/.test(text)
    ) {
      problems.push({ path, line, message: 'headings are "## [1.2.3] - 2026-11-21"' });
    }
    if (text.startsWith('- ') && !/^- \*\*[a-z]+\*\*: \S/.test(text)) {
      problems.push({ path, line, message: 'a line starts with its area: "- **paging**: ..."' });
    }
  }
  return problems;
}

houseRule({
  name: 'changelog',
  asks: 'the changelog has tagged lines and nothing pending',
  check: checkChangelog,
  bad: ['CHANGELOG.md:3', 'CHANGELOG.md:6', 'CHANGELOG.md:7'],
});
