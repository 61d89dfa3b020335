import { houseRule } from './house-rule.ts';
import { isTest, type Problem, type Tree } from './tree.ts';

const registries = [
  { folder: 'src/channels', type: 'Channel' },
  { folder: 'src/sources', type: 'Source' },
];

/** A channel or a source is one file, one test beside it and one line in the registry. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const { folder, type } of registries) {
    const registry = `${folder}/registry.ts`;
    const inside = tree.files.filter(
      (path) => path.startsWith(`${folder}/`) && path.endsWith('.ts'),
    );
    const listed = tree.files.includes(registry) ? tree.lexed(registry).code : '';
    for (const path of inside.filter((file) => !isTest(file) && file !== registry)) {
      const exported = new RegExp(
        `export const (\\w+)(?::\\s*${type}\\b(?!\\[)|[^;]*?\\bsatisfies\\s+${type}\\b(?!\\[))`,
        'g',
      );
      for (const [, name = ''] of tree.lexed(path).code.matchAll(exported)) {
        const used = listed.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
        if (used < 2) problems.push({ path, message: `${name} is not in ${registry}` });
        const own = [path, path.replace(/\/index\.ts$/, `/${name}.ts`)];
        const tested = own.some((file) => inside.includes(file.replace(/\.ts$/, '.test.ts')));
        if (!tested) problems.push({ path, message: `${name} has no test beside it` });
      }
    }
  }
  return problems;
}

houseRule({
  name: 'registries',
  asks: 'every channel and every source is registered and tested',
  check,
  bad: ['src/channels/pigeon.ts', 'src/sources/smoke.ts'],
});
