/** An incident as far as likeness goes. */
export interface Likened {
  readonly title: string;
  readonly serviceIds: readonly string[];
}

const FILLERS = new Set(
  'the and for are is in on of to with a an at by from it its has have not no all some fail fails failing failed error errors slow down'.split(
    ' ',
  ),
);

/**
 * Open incidents that may be the same trouble, most alike first: a shared service counts most, then
 * words that both titles have. At most five; nothing alike gives nothing.
 */
export function similarTo<I extends Likened>(
  wanted: Likened,
  incidents: readonly I[],
): { readonly incident: I; readonly why: string }[] {
  const words = wordsOf(wanted.title);
  return incidents
    .map((incident) => {
      const sharedWords = [...wordsOf(incident.title)].filter((word) => words.has(word));
      const sharedServices = incident.serviceIds.filter((id) => wanted.serviceIds.includes(id));
      const score = sharedServices.length * 3 + sharedWords.length;
      const why =
        sharedServices.length > 0
          ? 'same service'
          : `both say ${sharedWords.slice(0, 3).join(', ')}`;
      return { incident, score, why, alike: sharedServices.length > 0 || sharedWords.length >= 2 };
    })
    .filter(({ alike }) => alike)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, 5)
    .map(({ incident, why }) => ({ incident, why }));
}

function wordsOf(title: string): Set<string> {
  return new Set(
    title
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length > 2 && !FILLERS.has(word)),
  );
}
