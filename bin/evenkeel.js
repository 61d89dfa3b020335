#!/usr/bin/env node
// The launcher: plain JavaScript that runs on Node 18 and newer. Installs what is missing, builds the
// web bundle when it is stale, then hands over to the pinned Node 26.
import { ensureBundle } from './bundle.js';
import { handOver, programFile } from './handover.js';
import { LauncherError, ensureInstalled, pinnedNode } from './install.js';

const args = process.argv.slice(2);
try {
  ensureInstalled({ dev: false });
  const node = pinnedNode();
  if (args[0] === 'serve' && !args.includes('--help')) ensureBundle();
  handOver(node, [programFile('src/main.ts'), ...args]);
} catch (error) {
  if (!(error instanceof LauncherError)) throw error;
  process.stderr.write(`evenkeel: ${error.message}\n`);
  process.exitCode = 70;
}
