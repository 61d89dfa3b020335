// Names of what is there, for completion and for "did you mean".
import { alertsApi } from '#alerts/contract';
import { incidentsApi } from '#incidents/contract';
import { oncallApi } from '#oncall/contract';
import { policiesApi } from '#paging/contract';
import { peopleApi, teamsApi } from '#people/contract';
import { type ApiClient, ApiError } from '#platform/client';
import { nearestWord } from '#platform/nearest';
import { servicesApi } from '#services/contract';

import type { Call, Command, RefKind } from './command.ts';
import { CliError, exit } from './failure.ts';

/** A name, and what people know it by. */
export interface Named {
  name: string;
  title: string;
}

/** Tells the shell to complete file names itself. */
export const filesMark = ':files';

const most = { limit: 200 };

const finders: Partial<Record<RefKind, (api: ApiClient) => Promise<Named[]>>> = {
  alert: async (api) => {
    const query = { state: 'firing,acknowledged,suppressed', limit: 100 };
    const { items } = await api(alertsApi.list, { query });
    return items.map(({ ref, title }) => ({ name: ref, title }));
  },
  incident: async (api) => {
    const { items } = await api(incidentsApi.list, { query: { state: 'open', limit: 100 } });
    return items.map(({ ref, title }) => ({ name: ref, title }));
  },
  schedule: async (api) => slugs((await api(oncallApi.list, { query: most })).items),
  policy: async (api) => slugs((await api(policiesApi.list, { query: most })).items),
  team: async (api) => slugs((await api(teamsApi.list, { query: most })).items),
  service: async (api) => slugs((await api(servicesApi.list, { query: most })).items),
  person: async (api) => {
    const { items } = await api(peopleApi.list, { query: most });
    return items.map(({ email, name }) => ({ name: email, title: name }));
  },
};

function slugs(items: readonly { slug: string; name: string }[]): Named[] {
  return items.map(({ slug, name }) => ({ name: slug, title: name }));
}

/** Up to 200 names of these kinds; what this key may not read is left out. Throws when nobody answers. */
export async function namesOf(api: ApiClient, kinds: readonly RefKind[]): Promise<Named[]> {
  const lists = await Promise.all(
    kinds.map(async (kind) => {
      try {
        return (await finders[kind]?.(api)) ?? [];
      } catch (error) {
        if (error instanceof ApiError && [401, 403].includes(error.status)) return [];
        throw error;
      }
    }),
  );
  return lists.flat();
}

/** What the word at this place may name; the last place holds for all that follow. */
export function kindsAt(command: Pick<Command, 'names'>, place: number): readonly RefKind[] {
  const { names = [] } = command;
  return names[Math.min(place, names.length - 1)] ?? [];
}

/**
 * "Not found" with the name that was probably meant; every other error as it is. A body that names
 * something that is not there is refused as 422; to the reader of a command line it is not found.
 */
export async function withHint(error: unknown, command: Command, call: Call): Promise<unknown> {
  if (!(error instanceof ApiError) || (error.status !== 404 && error.status !== 422)) return error;
  for (const [place, word] of call.words.entries()) {
    // The nearest number is no better than any other.
    const kinds = kindsAt(command, place).filter((kind) => kind !== 'alert' && kind !== 'incident');
    if (kinds.length === 0 || !error.message.includes(word)) continue;
    const known = await namesOf(call.api, kinds).catch(() => []);
    const names = known.map((one) => one.name);
    if (names.includes(word)) continue;
    const near = nearestWord(word, names);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    if (near === null && error.status !== 404) continue;
    return new CliError(exit.notFound, `${error.message}${hint}`);
  }
  return error;
}
