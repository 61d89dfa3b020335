import { inTransaction } from '#platform/context';
// The small organisation most stories happen in: Ana is on call for checkout, then Ben, then Cai.
import { applyConfig } from '#setup';

import type { TestApp } from './app.ts';

interface Way {
  kind: 'email' | 'sms' | 'voice' | 'webhook';
  address: string;
  settings?: Record<string, string>;
}

export interface PaymentsOptions {
  /** How Ana is reached; her own address when absent. */
  ana?: Way[];
  anaRules?: { urgency: 'high' | 'low'; after: string; by: string }[];
  ben?: Way[];
  delay?: string;
  repeat?: number;
  fallback?: boolean;
  acknowledgeTimeout?: string;
}

export const ingestKey = 'paymentspaymentspayments00000001';

/** Applies the file: team payments, services checkout and ledger, a policy of two steps. */
export async function settlePayments(app: TestApp, options: PaymentsOptions = {}): Promise<void> {
  const { ana, anaRules, ben, delay = '5m', repeat = 1, fallback = true } = options;
  await inTransaction(app.ctx(), (tx) =>
    applyConfig(tx, {
      allowGaps: true,
      config: {
        teams: [
          {
            slug: 'payments',
            name: 'Payments',
            members: ['ana@example.com', 'ben@example.com', 'cai@example.com'],
          },
        ],
        people: [
          {
            email: 'ana@example.com',
            name: 'Ana',
            timezone: 'Europe/Berlin',
            ...(ana && { contactMethods: ana }),
            ...(anaRules && { notificationRules: anaRules }),
          },
          {
            email: 'ben@example.com',
            name: 'Ben',
            timezone: 'Europe/Lisbon',
            ...(ben && { contactMethods: ben }),
          },
          { email: 'cai@example.com', name: 'Cai', timezone: 'America/Toronto' },
        ],
        escalationPolicies: [
          {
            slug: 'payments',
            steps: [
              { targets: [{ person: 'ana@example.com' }], delay },
              { targets: [{ person: 'ben@example.com' }], delay },
            ],
            repeat,
            fallback: fallback ? { person: 'cai@example.com' } : null,
            ...(options.acknowledgeTimeout && { acknowledgeTimeout: options.acknowledgeTimeout }),
          },
        ],
        services: [
          { slug: 'ledger', name: 'Ledger', team: 'payments', escalationPolicy: 'payments' },
          {
            slug: 'checkout',
            name: 'Checkout',
            team: 'payments',
            escalationPolicy: 'payments',
            dependsOn: ['ledger'],
          },
        ],
        ingestKeys: [{ service: 'checkout', source: 'generic', key: ingestKey }],
      },
    }),
  );
}

/** Sends one event as a tool would, and lets everything that follows from it happen. */
export async function sendEvent(app: TestApp, event: object): Promise<{ ref: string }> {
  const response = await fetch(`${app.url}/in/generic/${ingestKey}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
  });
  if (response.status !== 202) throw new Error(`${response.status}: ${await response.text()}`);
  const answer = (await response.json()) as { alerts: { ref: string }[] };
  await app.settle();
  return { ref: answer.alerts[0]?.ref ?? '' };
}

/** Opens a link of a message against this app, whatever PUBLIC_URL it was written with. */
export function linkRequest(app: TestApp, link: string, init: RequestInit = {}): Promise<Response> {
  const { pathname } = new URL(link);
  return fetch(app.url + pathname, { redirect: 'manual', ...init });
}

/** Presses a button on the page behind a link. */
export function pressButton(
  app: TestApp,
  link: string,
  fields: Record<string, string>,
): Promise<Response> {
  return linkRequest(app, link, { method: 'POST', body: new URLSearchParams(fields) });
}
