// Short names in addresses and config files.

/** The slug itself when it is one: 1 to 63 of `[a-z0-9-]`, no hyphen at either end; else null. */
export function readSlug(text: string): string | null {
  return /^(?!-)[a-z0-9-]{1,63}(?<!-)$/.test(text) ? text : null;
}

/** The slug that a name suggests: `Payments & Co` is `payments-co`; empty when nothing is left. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 63)
    .replace(/-+$/, '');
}
