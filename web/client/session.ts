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
