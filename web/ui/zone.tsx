import { createContext, useContext } from 'react';

/** The IANA zone times are shown in: the signed-in person's, else the browser's. */
export const ZoneContext = createContext(Intl.DateTimeFormat().resolvedOptions().timeZone);

export function useZone(): string {
  return useContext(ZoneContext);
}
