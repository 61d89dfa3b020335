import { databaseTime } from './exceptions.ts';
import { houseRule } from './house-rule.ts';
import { lineOf, type Problem, sourceFiles, type Tree } from './tree.ts';

const ambient =
  /\bnew Date\s*\(\s*\)|\bDate\s*\(\s*\)|\bDate\s*\.\s*now\b|\bTemporal\s*\.\s*Now\b/g;
const sqlTime =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b/gi;

const clocks = new Set(['src/platform/clock.ts', 'web/ui/clock.ts']);

/** The clock is an argument: no ambient time in the program, no time of its own in SQL. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const web = tree.files.filter((path) => /^web\/.*\.tsx?$/.test(path) && !path.includes('.test.'));
  for (const path of [...sourceFiles(tree), ...web]) {
    if (clocks.has(path)) continue;
    const { code } = tree.lexed(path);
    for (const match of code.matchAll(ambient)) {
      problems.push({
        path,
        line: lineOf(code, match.index),
        message: `${match[0]}: ask the clock`,
      });
    }
  }
  const exempt = new Set(databaseTime.map((entry) => entry.path));
  for (const path of sourceFiles(tree).filter((file) => !exempt.has(file))) {
    for (const { at, text } of tree.lexed(path).texts) {
      const match = text.match(sqlTime);
      if (match === null || !/\b(select|insert|update|delete|values|where|set)\b/i.test(text))
        continue;
      const line = lineOf(tree.read(path), at);
      problems.push({ path, line, message: `${match[0]} in SQL: pass now as a parameter` });
    }
  }
  for (const path of tree.files.filter((file) => /^db\/migrations\/.*\.sql$/.test(file))) {
    const sql = tree.read(path).replace(/--[^\n]*/g, (comment) => ' '.repeat(comment.length));
    for (const match of sql.matchAll(sqlTime)) {
      const line = lineOf(sql, match.index);
      problems.push({ path, line, message: `${match[0]}: no default takes the time` });
    }
  }
  return problems;
}

houseRule({
  name: 'time',
  asks: 'time comes from the clock, in the program and in SQL',
  check,
  bad: [
    'src/alerts/close.ts:2',
    'src/alerts/close.ts:3',
    'src/alerts/close.ts:4',
    'src/alerts/store.ts:2',
    'db/migrations/0002_alerts.sql:4',
    'db/migrations/0002_alerts.sql:5',
  ],
});
