/**
 * Some changes want a proof of who sits there. The one place that can ask registers itself here; a write
 * that is refused for want of a proof asks, and is sent again.
 */
type Ask = () => Promise<boolean>;

let ask: Ask = () => Promise.resolve(false);
let asking: Promise<boolean> | null = null;

/** Called by the dialog that asks; true once the proof was given. */
export function whenProofWanted(run: Ask): void {
  ask = run;
}

/** Asks once for any number of writes that wait for it. False: the person stepped back. */
export function wantProof(): Promise<boolean> {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}
