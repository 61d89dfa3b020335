// Notices the death of npm, which starts scripts below a shell and may itself be killed by force.
import { readFileSync } from 'node:fs';

/** Parent of a process on Linux, or 0. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function isShell(pid) {
  try {
    return /^(ba|da|a)?sh$/.test(readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
  } catch {
    return false;
  }
}

/**
 * Calls `gone` once when npm, or the shell between npm and this process, has died. Does nothing when
 * npm did not start this process: a server that somebody starts by hand may outlive its shell.
 * @param {() => void} gone
 */
export function watchNpm(gone) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  // Some shells become the command they run, then the parent is npm and its own parent no concern.
  const above = isShell(parent) ? parentOf(parent) : null;
  const timer = setInterval(() => {
    if (process.ppid === parent && (above === null || parentOf(parent) === above)) return;
    clearInterval(timer);
    gone();
  }, 200);
  timer.unref();
}
