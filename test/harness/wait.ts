// Waiting in real time for something that another process or socket does.

/**
 * Polls until `look` gives something, at most `timeoutMs` (5 s unless told). Throws an Error that
 * names what was awaited.
 */
export async function waitUntil<T>(
  what: string,
  look: () => T | undefined | null | false,
  timeoutMs = 5_000,
): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > end)
      throw new Error(`Waited ${timeoutMs} ms for ${what}; it did not come.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
