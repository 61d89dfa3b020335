// Checks what was entered for a channel against the fields it describes.
import { parseSmtpUrl } from '#platform/smtp-url';

import type { Field, FieldKind, Values } from './model.ts';

export interface FieldFault {
  key: string;
  /** Key of the message catalogue. */
  message: string;
}

/** Faults of the values, by field; empty when all is well. Unknown keys are faults too. */
export function checkFields(fields: readonly Field[], values: Values): FieldFault[] {
  const known = new Set(fields.map((field) => field.key));
  const strange = Object.keys(values).filter((key) => !known.has(key));
  return [
    ...strange.map((key) => ({ key, message: 'channels.fault.unknown' })),
    ...fields.flatMap((field): FieldFault[] => {
      const value = values[field.key] ?? '';
      if (value === '') {
        return field.required ? [{ key: field.key, message: 'channels.fault.required' }] : [];
      }
      return reads[field.kind](value)
        ? []
        : [{ key: field.key, message: `channels.fault.${field.kind}` }];
    }),
  ];
}

const reads: Record<FieldKind, (value: string) => boolean> = {
  text: (value) => value.length <= 1_000 && !/[\r\n\0]/.test(value),
  email: isMailAddress,
  phone: (value) => /^\+[1-9]\d{6,14}$/.test(value),
  url: (value) => {
    const url = URL.parse(value);
    return (
      url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === ''
    );
  },
  smtpUrl: (value) => {
    try {
      parseSmtpUrl(value);
      return true;
    } catch {
      return false;
    }
  },
  pushKey: (value) => /^[A-Za-z0-9_-]{16,200}={0,2}$/.test(value),
  signingSecret: (value) => value.split(/\s+/).every(isSigningSecret),
};

/**
 * A plain mail address: no quotes, comments, groups or lists, which parsers read differently
 * (abuse case X87).
 */
export function isMailAddress(value: string): boolean {
  const at = value.lastIndexOf('@');
  const local = value.slice(0, at);
  const domain = value.slice(at + 1);
  if (at < 1 || local.length > 64 || value.length > 254) return false;
  if (!/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u.test(local))
    return false;
  return /^[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?(\.[\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?)*$/u.test(
    domain,
  );
}

/** `whsec_` and 24 to 64 bytes in base64 (Standard Webhooks). */
function isSigningSecret(value: string): boolean {
  if (!/^whsec_[A-Za-z0-9+/]+={0,2}$/.test(value)) return false;
  const bytes = Buffer.from(value.slice('whsec_'.length), 'base64').length;
  return bytes >= 24 && bytes <= 64;
}
