/** Light, dark or as the system says; `public/theme.js` puts the choice on <html> before the first paint. */
import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';

const watchers = new Set<() => void>();

export function theme(): Theme {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

export function setTheme(next: Theme): void {
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    if (next === 'system') localStorage.removeItem('ek.theme');
    else localStorage.setItem('ek.theme', next);
  } catch {
    // Without storage the choice lasts until the page is left.
  }
  for (const wake of watchers) wake();
}

export function useTheme(): Theme {
  return useSyncExternalStore((wake) => {
    watchers.add(wake);
    return () => watchers.delete(wake);
  }, theme);
}
