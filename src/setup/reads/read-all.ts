// Lists that come in pages, read to their end.

/** Most entries of one list; an installation beyond it is read in part, oldest left out. */
const most = 5000;

/** Reads a list that comes in pages of 200, newest first. */
export async function readAll<T extends { id: string }>(
  read: (before: string | undefined) => Promise<T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (let before: string | undefined; found.length < most;) {
    const page = await read(before);
    found.push(...page);
    before = page.at(-1)?.id;
    if (page.length < 200) break;
  }
  return found;
}
