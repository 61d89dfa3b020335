import { peopleApi } from '#people/contract';

import { useRead } from './queries.ts';

/** Writes names in place of the addresses that a sentence of the server holds. */
export function withNames(text: string, nameOf: (email: string) => string | null): string {
  return text.replace(/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (email) => nameOf(email) ?? email);
}

/** Turns an e-mail address or id into a name, as far as the people are known; else what stands before the @. */
export function useNames(): (who: string | null) => string | null {
  const people = useRead(peopleApi.list, { query: { limit: 200 } }, { topics: ['settings'] });
  return (who) => {
    if (who === null) return null;
    const found = people.data?.items.find((person) => person.email === who || person.id === who);
    return found?.name ?? who.split('@')[0] ?? who;
  };
}
