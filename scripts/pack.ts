// `npm pack` calls this first: Node strips no types below node_modules, so the package carries
// JavaScript in `dist`, file for file and line for line as in `src`, with the web bundle and the
// migrations beside it. Usage: scripts/pack.ts [folder], default `dist`.
import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const root = join(import.meta.dirname, '..');

interface PackageFile {
  name: string;
  version: string;
  imports: Record<string, string>;
  exports?: Record<string, string | { types?: string; default?: string }>;
}

/** Builds the folder anew. Throws when a file imports what the package would not hold. */
export async function buildPackage(target: string): Promise<{ files: number }> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PackageFile;
  await rm(target, { recursive: true, force: true });
  const sources = globSync('src/**/*.ts', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.endsWith('.test.ts'))
    .sort();
  for (const path of sources) {
    const text = toJavaScript(await readFile(join(root, path), 'utf8'));
    await write(join(target, path.replace(/\.ts$/, '.js')), text);
  }
  await cp(join(root, 'db/migrations'), join(target, 'db/migrations'), { recursive: true });
  // The nearest package.json decides what `#people` means: here, JavaScript.
  const { name, version } = manifest;
  const inner = { name, version, private: true, type: 'module', imports: importsOf(manifest) };
  await write(join(target, 'package.json'), `${JSON.stringify(inner, null, 2)}\n`);
  await checkSpecifiers(target, sources);
  return { files: sources.length };
}

/** Types blanked out, so that lines and columns of a stack trace are those of the source. */
export function toJavaScript(source: string): string {
  return stripTypeScriptTypes(source).replace(
    /((?:\bfrom|\bimport)\s*\(?\s*'\.{1,2}\/[^'\n]+)\.ts'/g,
    "$1.js'",
  );
}

function importsOf({ imports }: PackageFile): Record<string, string> {
  const kept = Object.entries(imports).filter(([, path]) => path.startsWith('./src/'));
  return Object.fromEntries(kept.map(([name, path]) => [name, path.replace(/\.ts$/, '.js')]));
}

async function checkSpecifiers(target: string, sources: readonly string[]): Promise<void> {
  const missing: string[] = [];
  for (const path of sources) {
    const file = join(target, path.replace(/\.ts$/, '.js'));
    const text = await readFile(file, 'utf8');
    for (const [, found = ''] of text.matchAll(
      /^(?:import|export)\b[^;]*?\bfrom\s*'(\.[^'\n]+)'/gm,
    )) {
      if (!existsSync(resolve(dirname(file), found))) missing.push(`${path}: ${found}`);
    }
  }
  if (missing.length > 0) throw new Error(`The package would lack:\n  ${missing.join('\n  ')}`);
}

/** Type declarations of what the package offers to other programs, beside its JavaScript. */
async function declareTypes(target: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as PackageFile;
  const entries = Object.values(manifest.exports ?? {}).flatMap((entry) => {
    const path = typeof entry === 'string' ? entry : entry.default;
    const source = path?.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts') ?? '';
    return source.endsWith('.ts') && existsSync(join(root, source)) ? [source] : [];
  });
  if (entries.length === 0) return;
  const config = join(root, '.cache/tsconfig.pack.json');
  const compilerOptions = {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    rewriteRelativeImportExtensions: true,
    rootDir: root,
    outDir: target,
  };
  await write(
    config,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions,
      include: [],
      files: entries.map((path) => join(root, path)),
    }),
  );
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const done = spawnSync(process.execPath, [tsc, '-p', config], { cwd: root, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`The types could not be declared:\n${done.stdout}`);
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

/** The bill of materials, by npm itself. */
async function billOfMaterials(target: string): Promise<void> {
  const args = ['sbom', '--sbom-format=cyclonedx', '--omit=dev', '--package-lock-only'];
  const done = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) throw new Error(`npm sbom failed:\n${done.stderr}`);
  await write(join(target, 'sbom.cdx.json'), done.stdout);
}

async function main(): Promise<void> {
  const target = resolve(process.argv[2] ?? join(root, 'dist'));
  const { files } = await buildPackage(target);
  await declareTypes(target);
  await cp(join(root, 'web/dist'), join(target, 'web/dist'), { recursive: true });
  await billOfMaterials(target);
  process.stderr.write(`evenkeel: ${files} files and the web bundle are in ${target}\n`);
}

if (import.meta.main) await main();
