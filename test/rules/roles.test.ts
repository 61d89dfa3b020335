import { modulesWithRoles } from '../../oxlint.config.ts';
import { houseRule } from './house-rule.ts';
import { moduleOf, type Problem, type Tree } from './tree.ts';

/** `store` and `routes` take the place of a file that became too long. */
const folders = new Set(['decide', 'store', 'reads', 'views', 'routes']);
const roles = new Set(['index', 'model', 'store', 'contract', 'routes', 'jobs']);
/** Names that say nothing about what is inside. */
const sayNothing = /^service$|(^|-)(utils?|helpers?|types|manager|common|misc|shared|lib)$/;
/** A verb, perhaps with its object: `acknowledge`, `declare-incident`. */
const verb = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  for (const path of tree.files) {
    const module = moduleOf(path);
    if (module === undefined) continue;
    const inside = path.split('/').slice(2);
    const name = (inside.at(-1) ?? '').replace(/(\.db)?(\.test)?\.ts$/, '');
    if (sayNothing.test(name)) problems.push({ path, message: `the name ${name} says nothing` });
    if (!(modulesWithRoles as string[]).includes(module)) continue;
    const wrong = wrongRole(inside, name, path.endsWith('.ts'));
    if (wrong !== undefined) problems.push({ path, message: wrong });
  }
  for (const module of modulesWithRoles) {
    const files = tree.files.filter((path) => moduleOf(path) === module);
    if (files.length > 0 && !files.includes(`src/${module}/index.ts`)) {
      problems.push({ path: `src/${module}`, message: 'the module has no door, index.ts' });
    }
  }
  return problems;
}

function wrongRole(inside: string[], name: string, typescript: boolean): string | undefined {
  if (!typescript) return 'a module holds TypeScript only';
  if (!verb.test(name)) return 'file names are words in kebab-case';
  const [folder] = inside;
  if (inside.length === 1) return undefined;
  if (inside.length > 2) return 'a module has one level of folders';
  if (!folders.has(folder ?? '')) return `a module has no folder ${folder ?? ''}`;
  if (roles.has(name) && folder !== 'store') return `${name}.ts belongs at the top of its module`;
  return undefined;
}

houseRule({
  name: 'roles',
  asks: 'only the file roles of ARCHITECTURE.md exist in a module',
  check,
  bad: [
    'src/alerts',
    'src/alerts/decide/model.ts',
    'src/alerts/decide/deep/x.ts',
    'src/alerts/repository/alerts.ts',
    'src/alerts/utils.ts',
    'src/alerts/AlertService.ts',
    'src/alerts/query.sql',
    'src/channels/mail-helpers.ts',
  ],
});
