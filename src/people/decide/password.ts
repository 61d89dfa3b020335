// Passwords by NIST SP 800-63B revision 4: length and a block-list, no rules of composition.

/** Code points, when the password stands alone. */
const shortestAlone = 15;
/** Code points, when a second factor is asked for as well. */
const shortestWithFactor = 8;
export const longestPassword = 256;

/**
 * Words that long passwords of common lists are made of. Shorter entries of such lists cannot occur:
 * they fail by length.
 */
const blocked: readonly string[] = [
  'password',
  'passwort',
  'passphrase',
  'motdepasse',
  'contraseña',
  'letmein',
  'welcome',
  'iloveyou',
  'changeme',
  'changeit',
  'administrator',
  'admin',
  'root',
  'secret',
  'default',
  'evenkeel',
  'qwerty',
  'qwertz',
  'azerty',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
  'monkey',
  'dragon',
  'football',
  'baseball',
  'superman',
  'batman',
  'princess',
  'sunshine',
  'master',
  'shadow',
  'trustno',
  'correcthorsebatterystaple',
  'thisisapassword',
  'mypassword',
  'thequickbrownfox',
  'opensesame',
  'login',
  'test',
  'guest',
  'user',
];

const runs = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'zxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];

/** The form that is hashed: NFC, so that one password typed on two systems is the same. */
export function normalisePassword(text: string): string {
  return text.normalize('NFC');
}

/** Why a password cannot be used at all, or null. Nothing longer may reach the hash. */
export function passwordUnusable(text: string): string | null {
  if (text.length > longestPassword * 2 || codePoints(text) > longestPassword) {
    return `A password has at most ${longestPassword} characters.`;
  }
  if (text === '') return 'A password is needed.';
  return text.isWellFormed() ? null : 'The password holds half a character.';
}

/** True for a password that is too short to stand alone. */
export function needsFactor(text: string): boolean {
  return codePoints(normalisePassword(text)) < shortestAlone;
}

/**
 * Why a password is weak, or null. People are refused a weak one; for the owner made from the
 * environment it is a loud warning. `about` are words that say who it belongs to: e-mail, name.
 */
export function passwordWeakness(
  text: string,
  about: readonly string[] = [],
  { hasFactor = false }: { hasFactor?: boolean } = {},
): string | null {
  const password = normalisePassword(text);
  const shortest = hasFactor ? shortestWithFactor : shortestAlone;
  if (codePoints(password) < shortest) {
    return `A password needs at least ${shortest} characters. A few words are fine.`;
  }
  const bare = simplified(password);
  if (new Set(bare).size < 5) return 'The password is made of too few different characters.';
  const own = about.flatMap((word) => simplified(word).split(/[@.]/)).filter((w) => w.length > 3);
  const words = [...blocked.map(simplified), ...own, ...about.map(simplified)];
  const left = withoutWords(withoutRuns(bare), words);
  if (codePoints(left) < 6) {
    return 'The password is made of words, rows of keys or names that are guessed first.';
  }
  return isRepeated(bare) ? 'The password repeats the same few characters.' : null;
}

function codePoints(text: string): number {
  return Array.from(text).length;
}

const lookalikes: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  $: 's',
  '!': 'i',
};

/** Lower case, spaces dropped. */
function simplified(text: string): string {
  return text.normalize('NFC').toLowerCase().replace(/\s+/g, '');
}

function withoutWords(text: string, words: readonly string[]): string {
  const plain = Array.from(text)
    .map((char) => lookalikes[char] ?? char)
    .join('');
  // Longest first, so that `qwertyuiop` is not read as `qwerty` and a rest.
  const sorted = words.filter((word) => word.length > 2).sort((a, b) => b.length - a.length);
  return sorted.reduce(
    (rest, word) => rest.replaceAll(word, '').replaceAll(unlooked(word), ''),
    plain,
  );
}

function unlooked(word: string): string {
  return Array.from(word)
    .map((char) => lookalikes[char] ?? char)
    .join('');
}

/** Drops stretches of four and more that follow a row of keys, the alphabet or the digits, either way. */
function withoutRuns(text: string): string {
  const rows = runs.flatMap((run) => [run, Array.from(run).reverse().join('')]);
  let out = '';
  for (let i = 0; i < text.length;) {
    let length = 4;
    while (
      i + length <= text.length &&
      rows.some((row) => row.includes(text.slice(i, i + length)))
    ) {
      length += 1;
    }
    if (length === 4) {
      out += text.charAt(i);
      i += 1;
    } else {
      i += length - 1;
    }
  }
  return out;
}

/** True for one piece of up to half the length, repeated to the end. */
function isRepeated(text: string): boolean {
  for (let size = 1; size <= Math.min(6, text.length / 2); size++) {
    const piece = text.slice(0, size);
    if (piece.repeat(Math.ceil(text.length / size)).slice(0, text.length) === text) return true;
  }
  return false;
}
