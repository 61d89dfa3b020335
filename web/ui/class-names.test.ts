import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const web = join(import.meta.dirname, '..');

/** Class names that a component takes from its CSS module, against those the module has. */
function missing(source: string, css: string): string[] {
  const used = [...source.matchAll(/\bstyles\.(\w+)/g)].map((match) => match[1] ?? '');
  const known = new Set([...css.matchAll(/\.([a-zA-Z][\w-]*)/g)].map((match) => match[1]));
  return [...new Set(used)].filter((name) => !known.has(name));
}

test('a class a component uses is one its CSS module has', () => {
  const wrong: string[] = [];
  for (const path of readdirSync(web, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.tsx') || path.startsWith('dist')) continue;
    const source = readFileSync(join(web, path), 'utf8');
    const sheet = /import styles from '(.+\.module\.css)'/.exec(source)?.[1];
    if (!sheet) continue;
    const css = readFileSync(join(web, dirname(path), sheet), 'utf8');
    wrong.push(...missing(source, css).map((name) => `${path}: ${name}`));
  }
  assert.deepEqual(wrong, []);
});

test('a misspelt class is found', () => {
  assert.deepEqual(missing('className={styles.buton}', '.button {}'), ['buton']);
});
