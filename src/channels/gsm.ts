// GSM 03.38: one character outside this alphabet halves what fits into an SMS, so what can be
// written inside it is. Letters of other scripts are left alone.

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const extended = '^{}\\[~]|€';
const alphabet = new Set(Array.from(basic + extended));

const plain: Readonly<Record<string, string>> = {
  '\u00a0': ' ',
  '\u2007': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\t': ' ',
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u2032': "'",
  '`': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u2033': '"',
  '«': '"',
  '»': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2212': '-',
  '•': '-',
  '·': '-',
  '→': '->',
  '…': '...',
  '×': 'x',
  '²': '2',
  '³': '3',
  '°': ' deg',
};

/** The text inside the GSM alphabet as far as that loses no letter; emoji are dropped. */
export function toSmsText(text: string): string {
  let out = '';
  for (const char of text.normalize('NFC')) out += alphabet.has(char) ? char : rewrite(char);
  return out.replace(/ {2,}/g, ' ').trim();
}

function rewrite(char: string): string {
  const known = plain[char];
  if (known !== undefined) return known;
  if (/^[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Cf}\p{Variation_Selector}]$/u.test(char))
    return '';
  const base = char.normalize('NFD').replace(/\p{M}+/gu, '');
  return Array.from(base).every((letter) => alphabet.has(letter)) ? base : char;
}
