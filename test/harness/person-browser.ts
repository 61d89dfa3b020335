// A person's browser without a screen: it keeps its cookies, and says that its requests are its own.
import assert from 'node:assert/strict';
import { get, type IncomingMessage } from 'node:http';

import { inTransaction, type TestApp } from '#harness/app';
import { createOwner, hashPassword } from '#people';
import { peopleApi } from '#people/contract';

/** The password of everybody in these stories. */
export const password = 'slow tide at noon';

export type Headers = Record<string, string>;
/** What a browser adds to a request from one of our own pages. */
export const ownPage: Headers = { 'sec-fetch-site': 'same-origin' };

export interface Answer {
  status: number;
  headers: globalThis.Headers;
  body: Record<string, unknown>;
}

export class PersonBrowser {
  readonly app: TestApp;
  readonly jar = new Map<string, string>();
  constructor(app: TestApp) {
    this.app = app;
  }

  get cookie(): string {
    return Array.from(this.jar, ([name, value]) => `${name}=${value}`).join('; ');
  }

  async send(
    method: string,
    path: string,
    body?: unknown,
    headers: Headers = ownPage,
  ): Promise<Answer> {
    const response = await fetch(this.app.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(this.jar.size > 0 && { cookie: this.cookie }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    this.keep(response.headers.getSetCookie());
    const text = await response.text();
    const json = text.startsWith('{');
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : {}) as Record<string, unknown>,
    };
  }

  /**
   * Follows a link from another site, as browsers do it (`fetch` cannot say that it navigates). Returns
   * where it is sent on to.
   */
  async arrive(path: string): Promise<string> {
    const headers = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      cookie: this.cookie,
    };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get(this.app.url + path, { headers, agent: false }, resolve).on('error', reject);
    });
    answer.resume();
    this.keep(answer.headers['set-cookie'] ?? []);
    assert.equal(answer.statusCode, 303, path);
    return answer.headers.location ?? '';
  }

  private keep(lines: readonly string[]): void {
    for (const line of lines) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? [];
      if (value === '') this.jar.delete(name);
      else this.jar.set(name, value);
    }
  }

  signIn(email: string, more: { code?: string; password?: string } = {}): Promise<Answer> {
    return this.send('POST', '/v1/session', { email, password, ...more });
  }

  async open(): Promise<boolean> {
    return (await this.send('GET', '/v1/session')).status === 200;
  }
}

/** Gives the owner of a test its password. */
export async function ownerWithPassword(app: TestApp): Promise<string> {
  const passwordHash = await hashPassword(password);
  await inTransaction(app.ctx(), (tx) => createOwner(tx, { email: app.owner.email, passwordHash }));
  return app.owner.email;
}

/** A person of any role who has taken up their invitation, signed in. */
export async function invitedPerson(
  app: TestApp,
  email: string,
  role: 'admin' | 'responder' | 'viewer' = 'viewer',
): Promise<{ browser: PersonBrowser; id: string; email: string }> {
  const made = await app.api(peopleApi.create, {
    body: { email, name: email.split('@')[0] ?? '', role, invite: true },
  });
  const token = made.invitation?.link.split('#')[1] ?? '';
  const browser = new PersonBrowser(app);
  const accepted = await browser.send('POST', '/v1/invitations/accept', { token, password });
  assert.equal(accepted.status, 201, JSON.stringify(accepted.body));
  return { browser, id: made.id, email };
}
