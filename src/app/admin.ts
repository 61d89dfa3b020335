// `evenkeel admin`: repairs from the shell, on the database itself, with the server stopped or running.
import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';

import {
  createOwner,
  hashPassword,
  organisations,
  passwordWeakness,
  resetSecondFactor,
  setPassword,
} from '#people';
import { type Ctx, inTransaction, systemCtx } from '#platform/context';
import { Problem } from '#platform/errors';
import { createLogger } from '#platform/log';

import { buildApp } from './build.ts';
import { readConfig } from './config.ts';
import { openDatabase } from './database.ts';
import { explain } from './serve.ts';

const usage = `Usage: evenkeel admin COMMAND

  reset-password EMAIL   give somebody a new password; all their sessions end
  owner EMAIL            make somebody an owner, also when the last one was lost

Options
  --password-stdin      read the password from the first line of stdin; else one is made and printed
  --second-factor-off   also turn off the second factor, when phone and recovery codes are lost
  --name NAME           with owner: the name of somebody new
  --org ID              when there are several organisations

Works on DATA_DIR (or DATABASE_URL), with the server stopped or running.
`;

interface Request {
  command: 'reset-password' | 'owner';
  email: string;
  name: string | undefined;
  org: string | undefined;
  passwordFromStdin: boolean;
  secondFactorOff: boolean;
}

/** Runs a repair. Resolves to the exit code. */
export async function admin(args: readonly string[]): Promise<number> {
  const request = read(args);
  if (request === null) {
    const asked = args.length === 0 || args.includes('--help') || args.includes('-h');
    (asked ? process.stdout : process.stderr).write(usage);
    return asked ? 0 : 2;
  }
  try {
    return await repair(request);
  } catch (error) {
    if (!(error instanceof Problem)) return explain(error);
    process.stderr.write(`evenkeel: ${error.message}\n`);
    return error.code === 'notFound' ? 3 : 1;
  }
}

function read(args: readonly string[]): Request | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: {
        name: { type: 'string' },
        org: { type: 'string' },
        'password-stdin': { type: 'boolean', default: false },
        'second-factor-off': { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const [command, email, ...rest] = positionals;
    if (command !== 'reset-password' && command !== 'owner') return null;
    if (email === undefined || rest.length > 0) return null;
    const { name, org } = values;
    return {
      command,
      email,
      name,
      org,
      passwordFromStdin: values['password-stdin'],
      secondFactorOff: values['second-factor-off'],
    };
  } catch (error) {
    process.stderr.write(`evenkeel: ${error instanceof Error ? error.message : String(error)}\n\n`);
    return null;
  }
}

async function repair(request: Request): Promise<number> {
  const { password, made } = await choosePassword(request);
  const passwordHash = await hashPassword(password);
  const config = readConfig(process.env);
  const log = createLogger('warn');
  const database = await openDatabase(config, log, { attach: true });
  try {
    const { connection, ring } = database;
    const app = await buildApp({ config, connection, ring, log, poolSize: 2 });
    try {
      const orgId = await chooseOrganisation(app.platform, request.org);
      const ctx: Ctx = { ...systemCtx(app.platform, orgId, 'admin'), via: 'cli' };
      await inTransaction(ctx, async (tx) => {
        const { email, name } = request;
        if (request.command === 'owner') await createOwner(tx, { email, name, passwordHash });
        else await setPassword(tx, { person: email, passwordHash });
        if (request.secondFactorOff) await resetSecondFactor(tx, email);
      });
    } finally {
      await app.stop();
    }
  } finally {
    await database.stop();
  }
  const what = request.command === 'owner' ? 'is an owner now' : 'has a new password';
  process.stdout.write(`${request.email} ${what}. Their sessions have ended.\n`);
  if (made) process.stdout.write(`Password: ${password}\n`);
  return 0;
}

async function choosePassword(request: Request): Promise<{ password: string; made: boolean }> {
  if (!request.passwordFromStdin) {
    return { password: randomBytes(15).toString('base64url'), made: true };
  }
  let text = '';
  for await (const part of process.stdin) text += String(part);
  const password = text.split('\n')[0]?.replace(/\r$/, '') ?? '';
  const weakness = passwordWeakness(password, [request.email]);
  if (weakness !== null) throw new Problem('unprocessable', weakness);
  return { password, made: false };
}

async function chooseOrganisation(
  platform: Ctx['app'],
  wanted: string | undefined,
): Promise<string> {
  const real = (await organisations(platform.db)).filter((one) => one.kind === 'real');
  const found = wanted === undefined ? real : real.filter((one) => one.id === wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only.id;
  if (found.length === 0) {
    throw new Problem(
      'notFound',
      'There is no organisation yet: start the server and open its link.',
    );
  }
  const list = found.map((one) => `  ${one.id}  ${one.name}`).join('\n');
  throw new Problem('conflict', `Say which organisation with --org:\n${list}`);
}
