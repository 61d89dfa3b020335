// Durations on the wire are text such as `90s`, `5m`, `2h30m`, `7d`; inside, whole seconds.

const secondsIn = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 } as const;
type Unit = keyof typeof secondsIn;

/** Ten years: beyond any delay or retention that means something, far below an unsafe integer. */
export const longestDuration = 3660 * secondsIn.d;

const form = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const units: readonly Unit[] = ['w', 'd', 'h', 'm', 's'];

/**
 * Seconds of a duration: whole numbers with the units w, d, h, m, s, each at most once, largest first.
 * A day is 24 hours and a week seven of them: durations are elapsed time, not calendar time.
 * Null when the text is anything else (signs, spaces, fractions, a bare number, over ten years).
 */
export function readDuration(text: string): number | null {
  if (text.length === 0 || text.length > 30) return null;
  const found = form.exec(text);
  if (!found) return null;
  const total = units.reduce(
    (sum, unit, i) => sum + Number(found[i + 1] ?? 0) * secondsIn[unit],
    0,
  );
  return total <= longestDuration ? total : null;
}

/** As `readDuration`, for text that a schema or this program has already checked. Throws RangeError. */
export function parseDuration(text: string): number {
  const seconds = readDuration(text);
  if (seconds === null) {
    throw new RangeError(
      `${JSON.stringify(text.slice(0, 40))} is no duration such as 90s, 5m, 2h30m or 7d.`,
    );
  }
  return seconds;
}

/**
 * Text of whole seconds, largest units first: 9000 is `2h30m`, 604800 is `7d`, 0 is `0s`.
 * Reading it back gives the same number. Throws RangeError for what is not a whole number of seconds
 * from 0 to ten years.
 */
export function formatDuration(seconds: number): string {
  if (!Number.isSafeInteger(seconds) || seconds < 0 || seconds > longestDuration) {
    throw new RangeError(`${seconds} is no whole number of seconds from 0 to ten years.`);
  }
  let rest = seconds;
  let text = '';
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const count = Math.floor(rest / secondsIn[unit]);
    rest -= count * secondsIn[unit];
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}
