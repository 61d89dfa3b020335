import { lazy, Suspense, useEffect, useState } from 'react';

import { whenProofWanted } from '../client/proof.ts';

const ProofDialog = lazy(async () => ({
  default: (await import('./ProofDialog.tsx')).ProofDialog,
}));

/** Shows the question "is it you?" when a write is refused for want of an answer. */
export function ProofGate() {
  const [asked, setAsked] = useState<{ end: (proven: boolean) => void } | null>(null);
  useEffect(() => {
    whenProofWanted(
      () =>
        new Promise((resolve) => {
          setAsked({
            end(proven) {
              setAsked(null);
              resolve(proven);
            },
          });
        }),
    );
    return () => whenProofWanted(() => Promise.resolve(false));
  }, []);
  return asked ? (
    <Suspense fallback={null}>
      <ProofDialog onEnd={asked.end} />
    </Suspense>
  ) : null;
}
