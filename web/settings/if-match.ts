import { ApiError, words } from '../client/api.ts';
import { topicChanged } from '../client/queries.ts';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';

/** The header that makes an edit fail when somebody else edited meanwhile. */
export function ifMatch(version: number): { 'if-match': string } {
  return { 'if-match': `"${version}"` };
}

/** Says why an edit failed; after a collision the newest is read. */
export function sayFailure(error: unknown): void {
  const collided = error instanceof ApiError && error.status === 412;
  if (collided) topicChanged(['settings']);
  toast({ text: collided ? t('changed') : words(error), state: 'sev2' });
}
