// Is this really the phone company, and is it about our account?
import { type FormValues, isSignedByTwilio, type Values } from '#channels';
import type { Platform } from '#platform/context';
import { Problem } from '#platform/errors';
import type { FastifyRequest } from '#platform/http';

/**
 * Throws `unauthenticated` unless the request was signed with our token for this very URL (as made
 * from PUBLIC_URL: a proxy may show us another one), and `forbidden` for another account's message.
 */
export function verifyTwilio(
  platform: Pick<Platform, 'publicUrl'>,
  settings: Values | null,
  request: Pick<FastifyRequest, 'url' | 'headers'>,
  form: FormValues,
): void {
  const signature = request.headers['x-twilio-signature'];
  const ok =
    settings !== null &&
    isSignedByTwilio({
      authToken: settings['authToken'] ?? '',
      url: platform.publicUrl + request.url,
      form,
      signature: typeof signature === 'string' ? signature : undefined,
    });
  if (!ok) throw new Problem('unauthenticated', 'The signature of this callback does not hold.');
  if (form['AccountSid'] !== settings['accountSid']) {
    throw new Problem('forbidden', 'This callback is about another account.');
  }
}
