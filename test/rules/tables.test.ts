import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Arrow, arrows } from '../../oxlint.config.ts';
import { tablesOfNoOrganisation } from './exceptions.ts';
import { houseRule } from './house-rule.ts';
import { relations } from './migrations.ts';
import { lineOf, moduleOf, type Problem, sourceFiles, type Tree } from './tree.ts';

/** Every table of an organisation has org_id, first in its primary and unique keys. */
function checkKeys(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const exempt = new Set(tablesOfNoOrganisation.map((entry) => entry.table));
  for (const { name, path, line, owner, view, columns, keys } of relations(tree).values()) {
    if (!(owner in arrows)) {
      problems.push({ path, line, message: `${name}: ${owner} is not a module` });
    }
    if (view || exempt.has(name)) continue;
    if (!columns.includes('org_id'))
      problems.push({ path, line, message: `${name} has no org_id` });
    if (!keys.some((key) => key.kind === 'primary')) {
      problems.push({ path, line, message: `${name} has no primary key` });
    }
    for (const key of keys.filter((each) => each.columns[0] !== 'org_id')) {
      const message = `${name}: org_id is not first in its ${key.kind} key (${key.columns.join(', ')})`;
      problems.push({ path, line: key.line, message });
    }
  }
  return problems;
}

houseRule({
  name: 'keys',
  asks: 'org_id is first in the keys of every table of an organisation',
  check: checkKeys,
  bad: [
    'db/migrations/0002_alerts_open.sql:8',
    'db/migrations/0002_alerts_open.sql:10',
    'db/migrations/0002_alerts_open.sql:12',
    'db/migrations/0002_alerts_open.sql:14',
    'db/migrations/0002_alerts_open.sql:15',
    'db/migrations/0002_alerts_open.sql:16',
    'db/migrations/0003_ghosts_haunt.sql:1',
  ],
});

const builder =
  /\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto|replaceInto|from|using|(?:inner|left|right|full|cross)Join(?:Lateral)?)(?:<[^(]*>)?\s*\(\s*\[?\s*$/;
const inSql =
  /\b(?:from|join|into|update|table|using)\s+(?:only\s+|lateral\s+)?"?([a-z_][a-z0-9_]*)"?/gi;
const looksLikeSql = /\b(select|insert\s+into|update\s+\w+|delete\s+from|truncate|lock\s+table)\b/i;
const buildsSql =
  /\.(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\s*(?:<[^(]*>)?\(|\bsql\s*(?:<[^`]*>)?\s*`/g;

/** A table has one owner; another module asks the owner's door, or joins a view made for that. */
function checkOwners(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const known = relations(tree);
  for (const path of sourceFiles(tree)) {
    const module = moduleOf(path) ?? 'app';
    const { texts, code } = tree.lexed(path);
    for (const { at, text } of texts) {
      for (const name of tablesNamed(code.slice(0, at), text)) {
        const relation = known.get(name);
        if (relation === undefined || relation.owner === module || relation.shared) continue;
        if (module === 'app' && relation.owner === 'platform') continue;
        const arrow: Arrow | undefined = arrows[module as keyof typeof arrows];
        const mayOpen = relation.owner === 'platform' || arrow?.doors.includes(relation.owner);
        if (relation.public && mayOpen === true) continue;
        const line = lineOf(tree.read(path), at);
        problems.push({ path, line, message: `${name} belongs to ${relation.owner}` });
      }
    }
    if (module in arrows && module !== 'platform' && !/^src\/\w+\/store(\.ts|\/)/.test(path)) {
      for (const match of code.matchAll(buildsSql)) {
        const line = lineOf(code, match.index);
        problems.push({ path, line, message: 'SQL lives in store.ts or store/ only' });
      }
    }
  }
  return problems;
}

/** Table names in snake_case that one text of a source file stands for. */
function tablesNamed(before: string, text: string): string[] {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (builder.test(before.slice(-120).replace(/(?<=\[)[^\]]*$/, ''))) {
    return [snake(text.split(/\s/)[0] ?? '')];
  }
  if (!looksLikeSql.test(text)) return [];
  return [...text.matchAll(inSql)].map((match) => (match[1] ?? '').toLowerCase());
}

houseRule({
  name: 'tables',
  asks: 'SQL names only tables of its own module and published views, and lives in the store',
  check: checkOwners,
  bad: [
    'src/paging/store.ts:3',
    'src/paging/store.ts:4',
    'src/paging/store.ts:5',
    'src/paging/page.ts:1',
    'src/services/store.ts:2',
  ],
});

test('the migrations of the repository are read', async () => {
  const { repository } = await import('./tree.ts');
  const tables = relations(repository);
  assert.equal(tables.get('audit_log')?.owner, 'platform');
  assert.deepEqual(tables.get('audit_log')?.keys[0]?.columns, ['org_id', 'id']);
});
