// A deploy step: says what is being rolled out, and stops when something burns on the service.
//
//   EVENKEEL_URL=https://evenkeel.example.com EVENKEEL_API_KEY=... node deploy.mjs checkout 4.18.2
import { ApiError, createEvenkeel } from 'evenkeel/client';

const [service = 'checkout', version = '0.0.0'] = process.argv.slice(2);
const evenkeel = createEvenkeel({
  url: process.env.EVENKEEL_URL ?? 'http://127.0.0.1:7077',
  key: process.env.EVENKEEL_API_KEY ?? '',
});

try {
  const change = await evenkeel.changes.record({
    body: {
      service,
      kind: 'deploy',
      summary: `${service} ${version}`,
      undo: 'deploy the one before',
    },
  });
  process.stdout.write(`recorded ${change.summary}\n`);

  const { items: serving } = await evenkeel.onCall.oncall();
  for (const { schedule, people } of serving) {
    const names = people.map(({ name }) => name).join(', ') || 'nobody';
    process.stdout.write(`on call in ${schedule.slug}: ${names}\n`);
  }

  let burning = 0;
  const query = { state: 'firing', service };
  for await (const alert of evenkeel.all(evenkeel.alerts.list, { query })) {
    process.stdout.write(`${alert.ref} ${alert.severity}: ${alert.title}\n`);
    burning += 1;
  }
  if (burning > 0) process.exitCode = 10;
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
