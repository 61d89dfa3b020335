import type { Lanes } from '#oncall/contract';

import { t } from './messages.en.ts';

/** Which of the four greys each person has: by the order in which they first serve. */
export function tones(lanes: Pick<Lanes, 'final' | 'layers'>): (user: string) => number {
  const order: string[] = [];
  for (const shift of [...lanes.layers.flatMap((layer) => layer.shifts), ...lanes.final])
    if (!order.includes(shift.user)) order.push(shift.user);
  return (user) => Math.max(0, order.indexOf(user)) % 4;
}

/** "64 h", "21 h 30". */
export function hoursWords(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60e3);
  const [h, m] = [Math.floor(minutes / 60), minutes % 60];
  return m === 0 ? t('hours', { h }) : t('hours.half', { h, m });
}
