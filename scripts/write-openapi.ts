// `npm run openapi`: writes docs/reference/openapi-MAJOR.MINOR.json, the promise that the tests hold later
// versions against. Run when a version is released, never to make a test pass.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import packageFile from '../package.json' with { type: 'json' };
import { startTestApp } from '../test/harness/app.ts';

const [major, minor] = packageFile.version.split('.');
const file = join(import.meta.dirname, `../docs/reference/openapi-${major}.${minor}.json`);

await using app = await startTestApp({ env: { PUBLIC_URL: 'http://127.0.0.1:7077' } });
const response = await fetch(`${app.url}/v1/openapi.json`);
const { paths, ...rest } = (await response.json()) as { paths: Record<string, object> };
// One line a path: small, and a difference shows where it is.
const lines = Object.entries(paths).map(
  ([path, operations]) => `${JSON.stringify(path)}:${JSON.stringify(operations)}`,
);
const head = JSON.stringify(rest).slice(0, -1);
await writeFile(file, `${head},"paths":{\n${lines.join(',\n')}\n}}\n`);
