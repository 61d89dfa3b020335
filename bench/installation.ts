/** An installation to measure: the real program on a data folder of its own, set up by one file. */
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { firstOwner, type Program, startProgram } from '#harness/program';
import { wire } from '#harness/wire';

/** Ingest key of `service-0`, which pages a person who can be reached. */
export const benchKey = 'benchbenchbenchbenchbenchbench01';

export interface Installation {
  dataDir: string;
  program: Program;
  remove(): Promise<void>;
}

/** Starts the program and applies a configuration of `size` services, each paging a person of its own. */
export async function install(size: number, hookUrl: string): Promise<Installation> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ek-bench-'));
  const env = {
    ...firstOwner,
    INGEST_RATE_PER_KEY: '0',
    EGRESS_ALLOW: '127.0.0.1/32',
    LOG_LEVEL: 'error',
  };
  const program = await startProgram({ dataDir, env });
  const numbers = Array.from({ length: size }, (_, index) => index);
  await wire(program.url, firstOwner.EVENKEEL_API_KEY).post('/v1/config/apply', {
    config: {
      people: numbers.map((n) => ({
        email: `person-${n}@example.com`,
        name: `Person ${n}`,
        timezone: 'Europe/Berlin',
        contactMethods: [{ kind: 'webhook', address: `${hookUrl}/${n}` }],
        notificationRules: [{ urgency: 'high', after: '0s', by: 'webhook' }],
      })),
      teams: [
        { slug: 'bench', name: 'Bench', members: numbers.map((n) => `person-${n}@example.com`) },
      ],
      escalationPolicies: numbers.map((n) => ({
        slug: `policy-${n}`,
        steps: [{ targets: [{ person: `person-${n}@example.com` }], delay: '1h' }],
        repeat: 0,
      })),
      services: numbers.map((n) => ({
        slug: `service-${n}`,
        name: `Service ${n}`,
        team: 'bench',
        escalationPolicy: `policy-${n}`,
      })),
      ingestKeys: [{ service: 'service-0', source: 'generic', key: benchKey }],
    },
  });
  return {
    program,
    dataDir,
    async remove() {
      await program.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
