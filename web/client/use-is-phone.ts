import { useSyncExternalStore } from 'react';

const phone = matchMedia('(max-width: 700px)');

/** Whether the screen is as narrow as a phone's; for what cannot be said in CSS. */
export function useIsPhone(): boolean {
  return useSyncExternalStore(
    (wake) => {
      phone.addEventListener('change', wake);
      return () => phone.removeEventListener('change', wake);
    },
    () => phone.matches,
  );
}
