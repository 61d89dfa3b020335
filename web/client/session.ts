/** Who is signed in, for everything under the frame. */
import { createContext, useContext } from 'react';

export interface Organisation {
  id: string;
  name: string;
  kind: 'real' | 'demo';
}

export interface Me {
  id: string;
  name: string;
  email: string;
  timezone: string;
  role: string;
  rights: ReadonlySet<string>;
  /** Slugs of the teams whose things the person may change. */
  manages: readonly string[];
  organisation: Organisation;
  /** Those this session may look at: the own one, and a demo beside it. */
  organisations: readonly Organisation[];
  signOut(): void;
}

export const MeContext = createContext<Me>({
  id: '',
  name: '',
  email: '',
  timezone: 'UTC',
  role: 'viewer',
  rights: new Set(),
  manages: [],
  organisation: { id: '', name: '', kind: 'real' },
  organisations: [],
  signOut: () => undefined,
});

export function useMe(): Me {
  return useContext(MeContext);
}

/** Whether the signed-in person may do something, such as `alerts:write`. The server decides again. */
export function useMay(right: string): boolean {
  return useMe().rights.has(right);
}

type Owned = 'teams' | 'services' | 'schedules' | 'policies';

/** Whether the person may change something that this team (slug; null: none) owns. */
export function useMayChange(noun: Owned, team: string | null | undefined): boolean {
  const { rights, manages } = useMe();
  if (rights.has(`${noun}:write`)) return true;
  return typeof team === 'string' && rights.has(`${noun}:team`) && manages.includes(team);
}

/** Whether the person may add one, for some team at least. */
export function useMayAdd(noun: Owned): boolean {
  const { rights, manages } = useMe();
  return rights.has(`${noun}:write`) || (rights.has(`${noun}:team`) && manages.length > 0);
}

/** The team that something new belongs to at first: one that the person manages, or none. */
export function useOwnTeam(): string | null {
  return useMe().manages[0] ?? null;
}
