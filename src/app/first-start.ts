// What a start makes when the environment describes the first owner, and what it says on stdout.
import { hashPassword, hasOwner, makeSetupLink, passwordWeakness } from '#people';
import { type Ctx, inTransaction, systemCtx } from '#platform/context';
import { newId } from '#platform/ids';
import { bootstrap } from '#setup';

import type { App } from './build.ts';
import { ConfigError } from './config.ts';

/** What the start says on stdout; `warnings` are from `makeFirstOwner`. */
export async function startLines(app: App, warnings: string[]): Promise<string[]> {
  const { config, platform } = app;
  const lines = [`evenkeel is ready at ${config.publicUrl}`];
  const link = await makeSetupLink(platform);
  if (link !== null) {
    lines.push(
      '',
      'There is no owner yet. This link makes one; it is good for 60 minutes:',
      `  ${link}`,
    );
  }
  if (config.secret.smtpUrl === null) {
    warnings.push('SMTP_URL is not set, so nobody can be reached by e-mail.');
  }
  if (warnings.length > 0) lines.push('', ...warnings.map((text) => `WARNING: ${text}`));
  return lines;
}

/**
 * Makes the owner and keys of the environment when there is no owner; returns warnings. Before the
 * server listens: whoever finds it ready finds its keys working.
 */
export async function makeFirstOwner({ config, platform }: App): Promise<string[]> {
  const { adminEmail: email, secret } = config;
  if (email === null) return [];
  if (await hasOwner(platform.db)) return [];
  const password = secret.adminPassword;
  if (password === null) {
    throw new ConfigError('EVENKEEL_ADMIN_EMAIL needs EVENKEEL_ADMIN_PASSWORD beside it.');
  }
  const passwordHash = await hashPassword(password);
  const orgId = newId('org', platform.clock.now());
  const ctx: Ctx = systemCtx(platform, orgId, 'first-start');
  await inTransaction(ctx, (tx) =>
    bootstrap(tx, {
      organisation: 'My organisation',
      email,
      passwordHash,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      apiKey: secret.apiKey,
      ingestKey: secret.ingestKey,
    }),
  );
  const weakness = passwordWeakness(password, [email]);
  return weakness === null
    ? []
    : [`EVENKEEL_ADMIN_PASSWORD is weak: ${weakness} Change it after signing in.`];
}
