/** Debian's Alertmanager as a peer: in memory, one receiver that leads nowhere. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, until } from '#harness/program';

export interface Peer {
  port: number;
  version: string;
  stop(): Promise<void>;
}

const names = ['prometheus-alertmanager', 'alertmanager'];

/** Starts it on 127.0.0.1, or gives null where it is not installed. */
export async function startAlertmanager(): Promise<Peer | null> {
  const program = names.find((name) => spawnSync(name, ['--version']).status === 0);
  if (program === undefined) return null;
  const shown = spawnSync(program, ['--version'], { encoding: 'utf8' });
  const version = /version (\S+)/.exec(shown.stdout + shown.stderr)?.[1] ?? 'unknown';
  const folder = mkdtempSync(join(tmpdir(), 'ek-alertmanager-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'config.yml'),
    'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n',
  );
  const child = spawn(
    program,
    [
      `--config.file=${join(folder, 'config.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: 'ignore' },
  );
  const ended = once(child, 'exit');
  await until('Alertmanager', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/-/ready`).catch(() => null);
    return answer?.ok === true;
  });
  return {
    port,
    version,
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
