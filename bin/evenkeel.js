#!/usr/bin/env node
// The launcher: plain JavaScript that runs on Node 18 and newer. Installs what is missing, builds the
// web bundle when it is stale, then hands over to the pinned Node 26.
import { ensureBundle } from './bundle.js';
import { handOver, programFile } from './handover.js';
import { LauncherError, ensureInstalled, mainFile, packed, pinnedNode } from './install.js';

const args = process.argv.slice(2);

/** People must be woken even when the web app cannot be built. */
function bundleIfPossible() {
  try {
    ensureBundle();
  } catch (error) {
    if (!(error instanceof LauncherError)) throw error;
    process.stderr.write(`evenkeel: ${error.message}\n`);
    process.stderr.write(
      'evenkeel: starting with the web app as it was built last, or without it.\n',
    );
  }
}

try {
  ensureInstalled({ dev: false });
  const node = pinnedNode();
  if (!packed && args[0] === 'serve' && !args.includes('--help')) bundleIfPossible();
  handOver(node, [programFile(mainFile), ...args]);
} catch (error) {
  if (!(error instanceof LauncherError)) throw error;
  process.stderr.write(`evenkeel: ${error.message}\n`);
  process.exitCode = 70;
}
