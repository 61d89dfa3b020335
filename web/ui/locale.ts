/** Which texts and which way of writing numbers and dates. */

/** True while every message is shown disguised (`?locale=pseudo`, kept for the tab). */
export const pseudo = readPseudo();

/** Only English texts exist; numbers and dates follow the reader's region of it. */
export const locale = readLocale();

/** Browsers pass on what the system calls itself (`en-US@posix`), which is not always a language tag. */
function readLocale(): string {
  try {
    const [tag] = Intl.getCanonicalLocales(navigator.language);
    return tag?.startsWith('en') ? tag : 'en-GB';
  } catch {
    return 'en-GB';
  }
}

function readPseudo(): boolean {
  try {
    const asked = new URLSearchParams(location.search).get('locale');
    if (asked !== null) sessionStorage.setItem('ek.locale', asked);
    return sessionStorage.getItem('ek.locale') === 'pseudo';
  } catch {
    return false;
  }
}

/** 0.31 as "31 %", with a thin space before the sign. */
export function percent(share: number, digits = 0): string {
  return `${share.toLocaleString(locale, { style: 'percent', minimumFractionDigits: digits, maximumFractionDigits: digits }).replace(/\s*%$/, '')}\u2009%`;
}
