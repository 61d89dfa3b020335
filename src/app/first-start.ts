// What a start says on stdout: the address, how to make the first owner, and what is missing.
import { makeSetupLink } from '#people';

import type { App } from './build.ts';

/** Makes what a first start makes and returns the lines for stdout. */
export async function firstStart(app: App, options: { demo: boolean }): Promise<string[]> {
  void options;
  const { publicUrl, secret } = app.config;
  const lines = [`evenkeel is ready at ${publicUrl}`];
  const link = await makeSetupLink(app.platform);
  if (link !== null) {
    lines.push(
      '',
      'There is no owner yet. This link makes one; it is good for 60 minutes:',
      `  ${link}`,
    );
  }
  if (secret.smtpUrl === null) {
    lines.push('', 'WARNING: SMTP_URL is not set, so nobody can be reached by e-mail.');
  }
  return lines;
}
