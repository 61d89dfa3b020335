// Loaded into Node 26 before the program: ends it in good order when whoever started it dies, also by
// `kill -9`, so that no server is left behind holding the data folder.
import { Socket } from 'node:net';

import { watchNpm } from './parent.js';

const fd = process.env.EVENKEEL_TETHER;
delete process.env.EVENKEEL_TETHER;

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  process.kill(process.pid, 'SIGTERM');
}

if (fd !== undefined && fd !== '') {
  // The other end is held by the launcher alone; the kernel closes it when the launcher is gone.
  const line = new Socket({ fd: Number(fd), readable: true, writable: false });
  line.on('error', () => {});
  line.on('close', end);
  line.resume();
  line.unref();
} else if (fd === '') {
  // Here the launcher became this process, and npm gives no pipe.
  watchNpm(end);
}
