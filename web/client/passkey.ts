/** Passkeys through the browser. The library is fetched when somebody uses one. */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser';

import { type PasskeyAnswer, waysApi } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { api } from './api.ts';

type Answer = Static<typeof PasskeyAnswer>;

/** Whether this browser knows passkeys at all. */
export function browserHasPasskeys(): boolean {
  return 'PublicKeyCredential' in window;
}

/** Makes a passkey by what the server asks for. Null when the person stepped back. */
export async function makePasskey(optionsJSON: unknown): Promise<Answer | null> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  return steppedBackIsNull(
    startRegistration({ optionsJSON: optionsJSON as PublicKeyCredentialCreationOptionsJSON }),
  );
}

/** Signs with a passkey of this device. Null when the person stepped back. */
export async function signWithPasskey(): Promise<Answer | null> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const optionsJSON: unknown = await api(waysApi.signInOptions);
  return steppedBackIsNull(
    startAuthentication({ optionsJSON: optionsJSON as PublicKeyCredentialRequestOptionsJSON }),
  );
}

async function steppedBackIsNull(answer: Promise<unknown>): Promise<Answer | null> {
  try {
    return (await answer) as Answer;
  } catch (error) {
    const name = error instanceof Error ? error.name : '';
    if (name === 'NotAllowedError' || name === 'AbortError') return null;
    throw error;
  }
}
