/** A service as far as a title can name it. */
export interface NamedService {
  readonly slug: string;
  readonly name: string;
}

/**
 * Guesses the service that a title speaks of: whole words of the slug or the name, the longest match
 * first, the earlier place on a tie. Returns undefined when nothing matches or two fit equally well,
 * since a wrong guess pages the wrong team.
 */
export function guessService<S extends NamedService>(
  title: string,
  services: readonly S[],
): S | undefined {
  const words = wordsOf(title);
  let best: { service: S; length: number; at: number } | undefined;
  let tied = false;
  for (const service of services) {
    for (const phrase of [wordsOf(service.slug), wordsOf(service.name)]) {
      const at = indexOfPhrase(words, phrase);
      if (at === -1) continue;
      const length = phrase.join(' ').length;
      if (best === undefined || length > best.length || (length === best.length && at < best.at)) {
        tied = false;
        best = { service, length, at };
      } else if (length === best.length && at === best.at && service !== best.service) {
        tied = true;
      }
    }
  }
  return tied ? undefined : best?.service;
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

function indexOfPhrase(words: readonly string[], phrase: readonly string[]): number {
  if (phrase.length === 0) return -1;
  for (let at = 0; at + phrase.length <= words.length; at += 1) {
    if (phrase.every((word, offset) => words[at + offset] === word)) return at;
  }
  return -1;
}
