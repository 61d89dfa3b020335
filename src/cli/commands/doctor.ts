// Would a page go through? The whole chain, each link with what to do about it.
import { deliveryApi } from '#delivery/contract';
import { intakeApi } from '#intake/contract';
import { operationApi } from '#operation/contract';
import { type Now, overviewApi } from '#overview/contract';
import { policiesApi } from '#paging/contract';
import { sessionApi } from '#people/contract';
import { ApiError } from '#platform/client';
import { servicesApi } from '#services/contract';

import type { Call, Command } from '../command.ts';
import { exit } from '../failure.ts';
import { age, clean, clockTime, paint, print } from '../output.ts';

interface Check {
  name: string;
  /** `unknown`: this key may not look. */
  level: 'ok' | 'warning' | 'critical' | 'unknown';
  ok: boolean;
  detail: string;
  /** What to do; null when there is nothing to do. */
  fix: string | null;
}

const doctor: Command = {
  name: 'doctor',
  takes: '',
  summary: 'Check the whole paging chain and say what to do; exit code 10 when a page may be lost',
  examples: ['evenkeel doctor', 'evenkeel doctor --json | jq ".checks[] | select(.ok | not)"'],
  count: [0, 0],
  async run(call) {
    const checks = [
      await server(call),
      await guarded('key', () => key(call)),
      ...(await guardedAll('paging chain', () => chain(call))),
      ...(await guardedAll('ways out', () => waysOut(call))),
      ...(await guardedAll('ways in', () => waysIn(call))),
      ...(await guardedAll('policies', () => policies(call))),
      await guarded('backup', () => backup(call)),
    ];
    const wrong = checks.filter((check) => !check.ok);
    print(call, { ok: wrong.length === 0, checks }, () => {
      for (const check of checks) printCheck(call, check);
      const warnings = checks.filter((check) => check.level === 'warning').length;
      const words = wrong.length === 0 ? 'A page would go through.' : 'A page may be lost.';
      call.err(`${words} ${wrong.length} wrong, ${warnings} to look at, ${checks.length} checked.`);
    });
    return wrong.length === 0 ? exit.ok : exit.no;
  },
};

const words = { ok: 'ok', warning: 'warn', critical: 'NO', unknown: '?' } as const;
const styles = { ok: 'green', warning: 'yellow', critical: 'red', unknown: 'dim' } as const;

function printCheck(call: Call, { name, level, detail, fix }: Check): void {
  const word = paint(call, styles[level], words[level].padEnd(6));
  call.out(`${word}${clean(name)}: ${clean(detail)}`);
  if (fix !== null) call.out(`      do: ${clean(fix)}`);
}

function good(name: string, detail: string): Check {
  return { name, level: 'ok', ok: true, detail, fix: null };
}

function bad(name: string, level: 'warning' | 'critical', [detail, fix]: [string, string]): Check {
  return { name, level, ok: level !== 'critical', detail, fix };
}

/** What this key may not read is said to be unknown; it is no verdict. */
async function guardedAll(name: string, look: () => Promise<Check[]>): Promise<Check[]> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
    const fix = 'Run it with a key of an administrator.';
    return [{ name, level: 'unknown', ok: true, detail: error.message, fix }];
  }
}

async function guarded(name: string, look: () => Promise<Check>): Promise<Check> {
  const [check] = await guardedAll(name, async () => [await look()]);
  return check ?? good(name, 'nothing to check');
}

async function server(call: Call): Promise<Check> {
  const response = await fetch(`${call.url}/readyz`).catch(() => null);
  if (response === null) throw new ApiError(0, null, `No answer from ${call.url}.`);
  if (response.ok) return good('server', `${call.url} is ready to take events`);
  const fix = 'Look at the log of the server; is PostgreSQL up?';
  // It says what it keeps on disk meanwhile.
  const { detail } = (await response.json().catch(() => ({}))) as { detail?: unknown };
  const why = typeof detail === 'string' ? detail : 'not ready';
  return bad('server', 'critical', [`${call.url} answers ${response.status}: ${why}`, fix]);
}

async function key(call: Call): Promise<Check> {
  const { key: used, person, organisation } = await call.api(sessionApi.get);
  const who = person?.email ?? used?.name ?? 'a key';
  return good('key', `${who} in ${organisation.name}`);
}

async function chain(call: Call): Promise<Check[]> {
  const now = await call.api(overviewApi.now);
  const problems = now.chain.problems.map(({ severity, text, fix }) =>
    bad('paging chain', severity, [text, fix]),
  );
  return [
    ...(problems.length === 0 ? [good('paging chain', 'nothing waits, nobody is missing')] : []),
    ...problems,
    ...now.onCall.map((one) => onCall(call, one)),
    ...ahead(now),
    rehearsal(call, now),
  ];
}

function onCall(call: Call, one: Now['onCall'][number]): Check {
  const name = `on call, ${one.slug}`;
  const people = one.people.map(({ person }) => person.name).join(', ');
  if (people === '') {
    const until = one.nobodyUntil === null ? '' : ` until ${clockTime(one.nobodyUntil, call.zone)}`;
    const fix = `evenkeel schedule cover ${one.slug} --by EMAIL --for 12h`;
    return bad(name, 'critical', [`NOBODY${until}`, fix]);
  }
  const deaf = one.people.filter(({ reach }) => reach === 'none').map(({ person }) => person.name);
  if (deaf.length === one.people.length) {
    const fix = 'Let them add and verify a contact method.';
    return bad(name, 'critical', [`${people}: no verified way to reach them`, fix]);
  }
  const quiet = one.people.filter(({ reach }) => reach !== 'ok').map(({ person }) => person.name);
  if (quiet.length > 0) {
    const fix = 'Add SMS or a voice call, and try it with evenkeel test-page.';
    return bad(name, 'warning', [`${quiet.join(', ')}: mail or push alone may not wake them`, fix]);
  }
  return good(name, people);
}

/** Gaps to come and sources that went silent. */
function ahead(now: Now): Check[] {
  return [...now.comingUp, ...now.forgotten].map(({ kind, title, detail }) => {
    const fix = kind === 'gap' ? 'Cover it: evenkeel schedule cover' : 'Send a test event.';
    return bad(kind === 'gap' ? 'gap ahead' : 'forgotten', 'warning', [`${title}: ${detail}`, fix]);
  });
}

function rehearsal(call: Call, { chain: { lastTestPage } }: Now): Check {
  const fix = 'evenkeel test-page, and answer it on the device that rings.';
  if (lastTestPage === null)
    return bad('rehearsal', 'warning', ['nobody was ever test-paged', fix]);
  const { person, at, state, seconds } = lastTestPage;
  const when = clockTime(at, call.zone);
  if (seconds === null) {
    return bad('rehearsal', 'warning', [`${person}, ${when}: ${state}, not answered`, fix]);
  }
  return good('rehearsal', `${person} answered in ${age(seconds)}, ${when}`);
}

async function waysOut(call: Call): Promise<Check[]> {
  const { items } = await call.api(deliveryApi.channels);
  return items.map(({ id, name, configured, missing, lastOutcome }) => {
    const said = lastOutcome === null ? '' : `, last: ${lastOutcome.outcome}`;
    if (configured && lastOutcome?.outcome === 'deadConfig') {
      const fix = 'The provider refuses our settings: look at them and start again.';
      return bad(name, 'critical', [lastOutcome.error ?? 'refused', fix]);
    }
    if (configured) return good(name, `is set up${said}`);
    const fix = 'docs/reference/environment.md says what to set.';
    return bad(name, id === 'email' ? 'critical' : 'warning', [missing ?? 'is not set up', fix]);
  });
}

async function waysIn(call: Call): Promise<Check[]> {
  const [keys, rejected] = await Promise.all([
    call.api(intakeApi.listKeys, { query: { limit: 200 } }),
    call.api(intakeApi.listRejected, { query: { limit: 20 } }),
  ]);
  const fix = 'Connect a source: apply a file with ingestKeys, or Integrations on screen.';
  const none = keys.items.length === 0;
  const checks = [
    none
      ? bad('ways in', 'warning', ['there is no ingest key: nothing can send an alert', fix])
      : good('ways in', `${keys.items.length} ingest keys`),
  ];
  const day = call.now() - 86_400_000;
  const fresh = rejected.items.filter(
    (one) => Temporal.Instant.from(one.at).epochMilliseconds > day,
  );
  const [first] = fresh;
  if (first) {
    const detail = `${fresh.length} refused in the last day, such as ${first.source}: ${first.reason}`;
    checks.push(
      bad('ways in', 'warning', [detail, 'Integrations shows the payloads: mend the sender.']),
    );
  }
  return checks;
}

const mostPolicies = 50;

async function policies(call: Call): Promise<Check[]> {
  const [list, services] = await Promise.all([
    call.api(policiesApi.list, { query: { limit: mostPolicies } }),
    call.api(servicesApi.list, { query: { limit: 200 } }),
  ]);
  const checks: Check[] = [];
  if (services.items.length === 0) {
    const fix = 'Apply a file with services, or make one on screen.';
    checks.push(bad('services', 'warning', ['there is no service', fix]));
  }
  for (const { slug } of list.items) {
    const walk = await call.api(policiesApi.simulation, { params: { id: slug }, query: {} });
    const first = walk.lines.find((line) => line.kind === 'message' && line.notSent === null);
    const fix = `evenkeel policy simulate ${slug} shows why.`;
    checks.push(
      walk.reachesSomebody
        ? good(
            `policy ${slug}`,
            `${first?.person?.name ?? 'somebody'} is told ${age(first?.afterSeconds ?? 0)} after an alert now`,
          )
        : bad(`policy ${slug}`, 'critical', ['an alert now would reach NOBODY', fix]),
    );
  }
  return checks;
}

/** A copy that failed or is old loses no page, but the night after a broken disk it is everything. */
async function backup(call: Call): Promise<Check> {
  const { lastBackup, schedule } = await call.api(operationApi.backupState);
  const { plan, last } = schedule;
  if (plan !== null && last?.state === 'failed') {
    const detail = `the scheduled one of ${clockTime(last.startedAt, call.zone)} failed: ${last.detail}`;
    const fix = `Look at the disk and the folder on ${last.node}; it is tried again each half hour.`;
    return bad('backup', 'warning', [detail, fix]);
  }
  if (lastBackup === null) {
    const fix = 'evenkeel operation backups daily 03:00, and carry them off this machine.';
    return plan === null
      ? bad('backup', 'warning', ['none was ever taken, and none is planned', fix])
      : good('backup', 'planned, the first one is to come');
  }
  const old = (call.now() - Temporal.Instant.from(lastBackup.at).epochMilliseconds) / 1000;
  const detail = `taken ${clockTime(lastBackup.at, call.zone)}`;
  if (old > oldSeconds) {
    return bad('backup', 'warning', [`the last one is ${age(old)} old`, 'evenkeel backup']);
  }
  return good('backup', detail);
}

/** A week. */
const oldSeconds = 7 * 86_400;

export const doctorCommands: readonly Command[] = [doctor];
