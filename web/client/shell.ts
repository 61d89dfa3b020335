import { createContext, useContext } from 'react';

/** What a screen may ask of the frame around it. */
export interface ShellActions {
  find(): void;
  /** Opens the declare dialog, with what is known already. */
  declare(prefill?: DeclarePrefill): void;
  help(): void;
}

export interface DeclarePrefill {
  title?: string;
  severity?: string;
  /** References of alerts the incident begins with. */
  alerts?: string[];
  services?: string[];
}

export const ShellContext = createContext<ShellActions>({
  find: () => undefined,
  declare: () => undefined,
  help: () => undefined,
});

export function useShell(): ShellActions {
  return useContext(ShellContext);
}
