import { installScripts } from './exceptions.ts';
import { houseRule } from './house-rule.ts';
import type { Problem, Tree } from './tree.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

interface Locked {
  name?: string;
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  packages: Record<string, Locked>;
}

/** The same packages everywhere: exact versions, integrity in the lock, no host, no install script. */
function check(tree: Tree): Problem[] {
  const problems: Problem[] = [];
  const manifest = JSON.parse(tree.read('package.json')) as Manifest;
  const wanted = {
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  };
  for (const [name, version] of Object.entries(wanted)) {
    if (/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) continue;
    problems.push({ path: 'package.json', message: `${name}: ${version} is not an exact version` });
  }
  for (const script of Object.keys(manifest.scripts ?? {})) {
    if (!/^(pre|post)?(install|prepare|publish)$/.test(script)) continue;
    problems.push({ path: 'package.json', message: `${script}: installing runs nothing of ours` });
  }
  const lock = JSON.parse(tree.read('package-lock.json')) as Lock;
  const path = 'package-lock.json';
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (place === '') continue;
    const name = entry.name ?? place.replace(/^.*node_modules\//, '');
    if (entry.resolved !== undefined) problems.push({ path, message: `${name} names a host` });
    if (entry.integrity === undefined) problems.push({ path, message: `${name} has no integrity` });
    if (entry.hasInstallScript === true && !installScripts.some((each) => each.name.test(name))) {
      problems.push({ path, message: `${name} has an install script` });
    }
    for (const part of Object.keys(entry.optionalDependencies ?? {})) {
      // `npm ci` refuses a lock file that lacks the package of a platform.
      if (Object.keys(lock.packages).some((each) => each.endsWith(`node_modules/${part}`)))
        continue;
      problems.push({ path, message: `${name} lacks ${part}` });
    }
  }
  return problems;
}

houseRule({
  name: 'packages',
  asks: 'packages are pinned, come from no named host and need no install script',
  check: (tree) =>
    check(tree).map(({ path, message }) => ({ path: `${path} ${message}`, message })),
  bad: [
    'package.json left-pad: ^1.0.0 is not an exact version',
    'package.json postinstall: installing runs nothing of ours',
    'package-lock.json left-pad names a host',
    'package-lock.json left-pad has an install script',
    'package-lock.json left-pad lacks left-pad-darwin',
    'package-lock.json right-pad has no integrity',
  ],
});
