// An organisation that can be paged: Ana, Ben and Cai by mail, a service, its key, and a mail server.
import { startTestApp, type TestApp, type TestAppOptions } from '#harness/app';
import { type FakeSmtp, startFakeSmtp } from '#harness/fake-smtp';
import { putIngestKey } from '#intake';
import { type PolicyInput, putPolicy } from '#paging';
import { pagesApi } from '#paging/contract';
import { putPerson } from '#people';
import { inTransaction } from '#platform/context';
import { sql } from '#platform/db';
import { putService } from '#services';

const ingestKey = 'pagingpagingpagingpaging00000001';

export interface PagingRigOptions extends TestAppOptions {
  /** Keeps the periodic duties, which ring every minute: a day of them takes long. */
  readonly duties?: boolean;
}

export interface PagingRig extends AsyncDisposable {
  readonly app: TestApp;
  readonly smtp: FakeSmtp;
  /** Makes the service `shop` use this policy. */
  policy(input: Omit<PolicyInput, 'slug'>): Promise<void>;
  /** Sends an alert of the service `shop`; answers the page, once everything that is due has run. */
  alert(change?: Record<string, unknown>): Promise<string>;
  page(id: string): ReturnType<typeof readPage>;
  /** `person step.round` of every mail about a page so far, in order. */
  mailed(): string[];
}

/** A step that pages one of the three. */
export function person(name: string, delaySeconds = 300) {
  return { targets: [{ person: `${name}@example.com` }], delaySeconds };
}

export async function startPagingRig(options: PagingRigOptions = {}): Promise<PagingRig> {
  const smtp = await startFakeSmtp();
  const app = await startTestApp({
    ...options,
    env: { SMTP_URL: smtp.url, MAIL_FROM: 'pages@example.com', ...options.env },
  });
  await inTransaction(app.ctx(), async (tx) => {
    for (const name of ['Ana', 'Ben', 'Cai']) {
      const email = `${name.toLowerCase()}@example.com`;
      await putPerson(tx, { email, name, role: 'responder', timezone: 'Europe/Berlin' });
    }
    await putService(tx, { slug: 'shop', name: 'Shop' });
    await putIngestKey(tx, { service: 'shop', source: 'generic', key: ingestKey });
  });
  if (!options.duties) {
    await sql`delete from pgboss.job where name = 'app.duty'`.execute(app.platform.db);
  }
  return {
    app,
    smtp,
    async policy(input) {
      await inTransaction(app.ctx(), async (tx) => {
        const { id } = await putPolicy(tx, { slug: 'shop', name: 'Shop', ...input });
        await putService(tx, { slug: 'shop', escalationPolicyId: id });
      });
    },
    async alert(change = {}) {
      const body = { title: 'Checkout fails', dedupKey: 'k1', severity: 'critical', ...change };
      const response = await fetch(`${app.url}/in/generic/${ingestKey}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      if (response.status !== 202) throw new Error(`ingest answered ${response.status}`);
      await app.settle();
      const { items } = await app.api(pagesApi.list, { query: { limit: 1 } });
      return items[0]?.id ?? '';
    },
    page: (id) => readPage(app, id),
    mailed: () => smtp.mails.map((mail) => mail.to[0]?.replace('@example.com', '') ?? ''),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]();
      await smtp.close();
    },
  };
}

async function readPage(app: TestApp, id: string) {
  return app.api(pagesApi.get, { params: { id } });
}
