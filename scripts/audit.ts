// `npm run audit`: known weaknesses of the packages that ship. Exit code 1 when there is one; where the
// registry does not answer this question, it says so and lets the rest go on.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** What came of asking. */
export type Verdict =
  | { kind: 'clean'; packages: number }
  | { kind: 'weak'; lines: readonly string[] }
  | { kind: 'skipped'; reason: string };

/** Reads what `npm audit --json` wrote; anything but a report is "not answered", with its reason. */
export function readAudit(stdout: string): Verdict {
  const report = parse(stdout);
  const found = report['vulnerabilities'];
  if (typeof found !== 'object' || found === null) {
    const said = report['message'];
    const reason = typeof said === 'string' ? said : 'npm gave no report';
    return { kind: 'skipped', reason: `the registry did not answer: ${reason}` };
  }
  const lines = Object.entries(found as Record<string, { severity?: string; range?: string }>).map(
    ([name, { severity = 'unknown', range = '' }]) => `${severity}: ${name} ${range}`.trim(),
  );
  if (lines.length > 0) return { kind: 'weak', lines };
  const counts = report['metadata'] as { dependencies?: { prod?: number } } | undefined;
  return { kind: 'clean', packages: counts?.dependencies?.prod ?? 0 };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function main(): number {
  const args = ['audit', '--omit=dev', '--json', '--fetch-timeout=10000', '--fetch-retries=0'];
  const { stdout, error } = spawnSync('npm', args, {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  const verdict: Verdict = error
    ? { kind: 'skipped', reason: `npm did not run: ${error.message}` }
    : readAudit(stdout);
  if (verdict.kind === 'clean') {
    process.stdout.write(`audit: no known weakness in ${verdict.packages} packages\n`);
  } else if (verdict.kind === 'skipped') {
    process.stdout.write(`audit: skipped, ${verdict.reason}\n`);
  } else {
    process.stdout.write(`audit: known weaknesses\n${verdict.lines.join('\n')}\n`);
  }
  return verdict.kind === 'weak' ? 1 : 0;
}

if (import.meta.main) process.exitCode = main();
