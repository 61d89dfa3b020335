// Plain JavaScript for Node 18 and newer: gives the terminal, the signals and the exit code to Node 26.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

import { root } from './install.js';
import { watchNpm } from './parent.js';

const tether = new URL('./tether.js', import.meta.url).href;
// Compiled code is kept between runs: reading the program's files is half of a start.
const cache = { NODE_COMPILE_CACHE: join(root, '.cache', 'compiled') };

/**
 * Replaces this process by Node 26 where the host can (Node 22.15+, not Windows); else runs it as a
 * child, forwards signals and ends with its exit code. The child ends when this process dies.
 * @param {string} node path of the runtime
 * @param {string[]} args script and arguments
 */
export function handOver(node, args) {
  const options = ['--disable-warning=ExperimentalWarning', '--import', tether, ...args];
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.removeAllListeners('warning');
    process.execve(node, [node, ...options], { ...cache, ...process.env, EVENKEEL_TETHER: '' });
  }
  const child = spawn(node, options, {
    stdio: ['inherit', 'inherit', 'inherit', 'pipe'],
    env: { ...cache, ...process.env, EVENKEEL_TETHER: '3' },
  });
  child.stdio[3].on('error', () => {});
  const forwardedAt = {};
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl+C reaches the whole foreground group: the child has it already. npm may repeat a signal.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      const now = performance.now();
      if (forwardedAt[signal] !== undefined && now - forwardedAt[signal] < 500) return;
      forwardedAt[signal] = now;
      child.kill(signal);
    });
  }
  watchNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    process.stderr.write(`evenkeel: ${node} cannot be run: ${error.message}\n`);
    process.exitCode = 70;
  });
  child.on('exit', (code, signal) => {
    process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
  });
}

/** Absolute path of a file of the program. */
export function programFile(path) {
  return join(root, path);
}
