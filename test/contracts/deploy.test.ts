// The files of deploy/, as far as they can be judged without an engine: they parse, name only what the
// program knows, and run it without rights that it does not need.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { validate } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names of variables that the program reads. */
const known = new Set([
  ...[...read('docs/reference/environment.md').matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(
    ([, name = '']) => name,
  ),
  'NODE_ENV',
]);

function assertKnown(names: readonly string[]): void {
  assert.ok(names.length > 0);
  for (const name of names) assert.ok(known.has(name), `the program does not read ${name}`);
}

test('the Dockerfile is valid, pins its base, and runs as nobody special', () => {
  const text = read('deploy/Dockerfile');
  assert.deepEqual(
    validate(text).map(({ range, message }) => [range.start.line + 1, message]),
    [],
  );
  const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base = '']) => base);
  assert.equal(bases.length, 2);
  for (const base of bases) assert.match(base, /^[a-z]+:\d+-[a-z]+-slim$/);
  assert.match(text, /^USER node$/m);
  assert.ok(text.indexOf('USER node') < text.indexOf('ENTRYPOINT'));
  assert.match(text, /^HEALTHCHECK /m);
  const variables = [...text.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) =>
    line.split(' ').map((pair) => pair.split('=')[0] ?? ''),
  );
  assertKnown(variables);
  assert.match(text, /DATA_DIR=\/data/);
  assert.match(text, /VOLUME \/data/);
  const bin = JSON.parse(read('package.json')) as { bin: Record<string, string> };
  assert.ok('evenkeel' in bin.bin, 'the entry point is what npm links');
});

interface Compose {
  services: Record<
    string,
    {
      environment: Record<string, string>;
      volumes?: string[];
      read_only?: boolean;
      ports?: string[];
    }
  >;
  volumes: Record<string, null>;
}

test('compose.yaml names variables, volumes and services that exist', () => {
  const { services, volumes } = parse(read('deploy/compose.yaml')) as Compose;
  const { evenkeel, postgres } = services;
  assert.ok(evenkeel && postgres);
  assertKnown(Object.keys(evenkeel.environment));
  assert.match(evenkeel.environment['DATABASE_URL'] ?? '', /@postgres:5432\/evenkeel$/);
  assert.equal(evenkeel.read_only, true);
  assert.deepEqual(evenkeel.ports, ['127.0.0.1:7077:7077'], 'not open to the network by itself');
  for (const { volumes: mounts = [] } of Object.values(services)) {
    for (const mount of mounts) assert.ok((mount.split(':')[0] ?? '') in volumes, mount);
  }
  for (const name of ['POSTGRES_PASSWORD', 'EVENKEEL_KEYS']) {
    assert.ok(read('deploy/compose.yaml').includes(`\${${name}:?}`), `${name} must be given`);
  }
});

interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  spec: Record<string, unknown>;
}
interface Container {
  env: { name: string }[];
  ports: { name: string; containerPort: number }[];
  volumeMounts: { name: string }[];
  securityContext: Record<string, unknown>;
  startupProbe: { httpGet: { path: string; port: string } };
  livenessProbe: { httpGet: { path: string; port: string } };
  readinessProbe: { httpGet: { path: string; port: string } };
}

test('kubernetes.yaml fits together: selectors, ports, probes, volumes, no rights', () => {
  const documents = parseAllDocuments(read('deploy/kubernetes.yaml'));
  for (const one of documents) assert.deepEqual('errors' in one ? one.errors : [], []);
  const all = documents.map((one) => one.toJS() as Manifest);
  assert.deepEqual(
    all.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`),
    ['apps/v1 Deployment', 'v1 Service', 'policy/v1 PodDisruptionBudget'],
  );
  const labels = { app: 'evenkeel' };
  const [deployment, service, budget] = all;
  assert.ok(deployment);
  const { selector, template, replicas } = deployment.spec as unknown as {
    replicas: number;
    selector: object;
    template: {
      metadata: { labels: object };
      spec: {
        containers: Container[];
        volumes: { name: string }[];
        securityContext: Record<string, unknown>;
      };
    };
  };
  assert.equal(replicas, 2);
  assert.deepEqual(selector, { matchLabels: labels });
  assert.deepEqual(template.metadata.labels, labels);
  assert.deepEqual(service?.spec['selector'], labels);
  assert.deepEqual(budget?.spec['selector'], { matchLabels: labels });
  const [container] = template.spec.containers;
  assert.ok(container);
  assertKnown(container.env.map(({ name }) => name));
  assert.deepEqual(container.ports, [{ name: 'http', containerPort: 7077 }]);
  assert.deepEqual(service?.spec['ports'], [{ name: 'http', port: 80, targetPort: 'http' }]);
  const { startupProbe, livenessProbe, readinessProbe } = container;
  const paths = [startupProbe, livenessProbe, readinessProbe].map(({ httpGet }) => httpGet.path);
  assert.deepEqual(paths, ['/healthz', '/healthz', '/readyz']);
  assert.deepEqual(
    container.volumeMounts.map(({ name }) => name),
    template.spec.volumes.map(({ name }) => name),
  );
  assert.equal(template.spec.securityContext['runAsNonRoot'], true);
  assert.equal(container.securityContext['readOnlyRootFilesystem'], true);
  assert.equal(container.securityContext['allowPrivilegeEscalation'], false);
});

test('evenkeel.service is a unit that systemd understands', (context) => {
  const text = read('deploy/evenkeel.service');
  const names = [...text.matchAll(/^Environment=(\w+)=/gm)].map(([, name = '']) => name);
  assertKnown(names);
  if (spawnSync('systemd-analyze', ['--version']).status !== 0) {
    context.skip('systemd-analyze is not here');
    return;
  }
  // The unit is judged with a program that exists; everything else stays as it is written.
  const folder = mkdtempSync(join(tmpdir(), 'ek-unit-'));
  try {
    mkdirSync(join(folder, 'unit'));
    const unit = join(folder, 'unit/evenkeel.service');
    writeFileSync(unit, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
    const judged = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    const complaints = judged.stderr
      .split('\n')
      .filter((line) => line.includes('evenkeel.service') && !/postgresql\.service/.test(line));
    assert.deepEqual(complaints, []);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
