// What a contact method needs by its kind, and which part of it is secret.
import type { ContactMethod, MethodKind } from '../model.ts';
import { readEmail, readPhone, readWebhookUrl } from './contact.ts';

/** A contact method as people write it. */
export interface MethodInput {
  kind: MethodKind;
  address: string;
  settings?: Readonly<Record<string, string>> | undefined;
}

/** The same, checked: address in its stored form, secrets apart. */
export interface ReadMethod {
  kind: MethodKind;
  address: string;
  settings: Readonly<Record<string, string>>;
  secrets: Readonly<Record<string, string>>;
}

const settingsOf: Readonly<
  Record<MethodKind, { open: readonly string[]; secret: readonly string[] }>
> = {
  email: { open: [], secret: [] },
  sms: { open: [], secret: [] },
  voice: { open: [], secret: [] },
  webhook: { open: [], secret: ['secret'] },
  webPush: { open: ['p256dh', 'device'], secret: ['auth'] },
};

const base64url = /^[A-Za-z0-9_-]+=*$/;

/** Reads a method, or says what is wrong with it. */
export function readMethod(input: MethodInput): ReadMethod | { problem: string } {
  const address = readAddress(input.kind, input.address);
  if (address === null) return { problem: addressProblem[input.kind] };
  const known = settingsOf[input.kind];
  const given = Object.entries(input.settings ?? {});
  const stranger = given.find(([name]) => ![...known.open, ...known.secret].includes(name));
  if (stranger) return { problem: `A method of kind ${input.kind} has no setting ${stranger[0]}.` };
  const settings = Object.fromEntries(given.filter(([name]) => known.open.includes(name)));
  const secrets = Object.fromEntries(given.filter(([name]) => known.secret.includes(name)));
  if (input.kind === 'webPush') {
    const { p256dh } = settings;
    const { auth } = secrets;
    if (!base64url.test(p256dh ?? '') || !base64url.test(auth ?? '')) {
      return { problem: 'A push subscription has the settings p256dh and auth (base64url).' };
    }
  }
  const { secret } = secrets;
  if (secret !== undefined && !/^whsec_[A-Za-z0-9+/]{24,88}={0,2}$/.test(secret)) {
    return { problem: 'A webhook secret is whsec_ and base64 of 24 to 64 bytes.' };
  }
  return { kind: input.kind, address, settings, secrets };
}

function readAddress(kind: MethodKind, text: string): string | null {
  switch (kind) {
    case 'email':
      return readEmail(text);
    case 'sms':
    case 'voice':
      return readPhone(text);
    case 'webhook':
      return readWebhookUrl(text);
    case 'webPush':
      return text.startsWith('https://') || text.startsWith('http://')
        ? readWebhookUrl(text)
        : null;
  }
}

const addressProblem: Readonly<Record<MethodKind, string>> = {
  email: 'This is no e-mail address.',
  sms: 'Write the number with its country: +49 151 00000001.',
  voice: 'Write the number with its country: +49 151 00000001.',
  webhook: 'This is no http(s) address.',
  webPush: 'This is no push endpoint.',
};

/** The method of a list that stands for the same way to reach the same person. */
export function sameMethod<T extends Pick<ContactMethod, 'kind' | 'address'>>(
  methods: readonly T[],
  wanted: { kind: MethodKind; address: string },
): T | undefined {
  return methods.find((one) => one.kind === wanted.kind && one.address === wanted.address);
}
