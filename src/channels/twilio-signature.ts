// X-Twilio-Signature: base64(HMAC-SHA1(auth token, URL + sorted name and value pairs)).
import { createHmac, timingSafeEqual } from 'node:crypto';

export type FormValues = Readonly<Record<string, string | readonly string[]>>;

export interface SignedRequest {
  authToken: string;
  /** Exactly as the provider called it, query included: built from PUBLIC_URL, not from `Host`. */
  url: string;
  form: FormValues;
  signature: string | undefined;
}

/** True when the provider that holds our token made this request. Constant time. */
export function isSignedByTwilio({ authToken, url, form, signature }: SignedRequest): boolean {
  if (signature === undefined || authToken === '') return false;
  const given = Buffer.from(signature);
  const expected = [withoutPort(url), withPort(url)].map((candidate) =>
    Buffer.from(sign(authToken, candidate, form)),
  );
  return expected
    .map((one) => one.length === given.length && timingSafeEqual(one, given))
    .includes(true);
}

function sign(authToken: string, url: string, form: FormValues): string {
  const pairs = Object.keys(form)
    .sort()
    .flatMap((name) => {
      const value = form[name] ?? '';
      const values = typeof value === 'string' ? [value] : [...new Set(value)].sort();
      return values.map((one) => name + one);
    });
  return createHmac('sha1', authToken)
    .update(url + pairs.join(''), 'utf8')
    .digest('base64');
}

/** The provider signs with or without the port; the rest of the text stays untouched. */
const authority = /^(https?:\/\/)([^/?#@]+@)?(\[[^\]]*\]|[^/?#:]*)(?::\d+)?(.*)$/is;

function withoutPort(url: string): string {
  const [, scheme = '', user = '', host = '', rest = ''] = authority.exec(url) ?? [];
  return scheme === '' ? url : scheme + user + host + rest;
}

function withPort(url: string): string {
  const parts = authority.exec(url);
  if (!parts || /^https?:\/\/[^/?#]*:\d+(?:[/?#]|$)/i.test(url)) return url;
  const [, scheme = '', user = '', host = '', rest = ''] = parts;
  return `${scheme}${user}${host}${scheme.toLowerCase() === 'https://' ? ':443' : ':80'}${rest}`;
}
