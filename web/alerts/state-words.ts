import type { AlertBody } from '#alerts/contract';
import type { Now } from '#overview/contract';

import { ms, running, when } from '../ui/time.ts';
import { t } from './messages.en.ts';

/** What an alert waits for, in a few words; `pending` when a person is about to be called. */
export function stateWords(
  alert: AlertBody,
  page: Now['pages'][number] | undefined,
  at: { now: number; zone: string },
): { words: string; pending: boolean } {
  if (alert.state === 'resolved')
    return {
      words: t('state.resolved', { time: when(alert.resolvedAt ?? at.now, at.now, at.zone) }),
      pending: false,
    };
  if (alert.snoozedUntil !== null && ms(alert.snoozedUntil) > at.now)
    return {
      words: t('state.snoozed', { time: when(alert.snoozedUntil, at.now, at.zone) }),
      pending: false,
    };
  if (alert.state !== 'firing') return { words: t(`state.${alert.state}`), pending: false };
  if (!page || page.state !== 'triggered') return { words: t('state.firing'), pending: false };
  if (page.exhausted) return { words: t('state.over'), pending: true };
  if (page.nextStepAt === null) return { words: t('state.waits'), pending: false };
  const name = page.nextTargets[0] ?? page.lastPaged?.person.name.split(' ')[0] ?? '';
  const left = ms(page.nextStepAt) - at.now;
  return {
    words:
      left > 0 ? t('state.paging', { name, time: running(left) }) : t('state.paging.now', { name }),
    pending: true,
  };
}
