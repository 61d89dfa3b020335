/** The times of INC-142, Tue 24 Nov 2026, Berlin (UTC+1), as shown on the component page. */

/** A clock time of that night in ms. */
export function at(clock: string): number {
  const [hour = 0, minute = 0, second = 0] = clock.split(':').map(Number);
  return Date.UTC(2026, 10, 24, hour - 1, minute, second);
}

export const zone = 'Europe/Berlin';
export const now = at('02:42:19');
