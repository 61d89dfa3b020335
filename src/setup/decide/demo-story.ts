// The whole demo in order: five weeks, oldest first.
import { type DemoStep, inOrder } from './demo-acts.ts';
import { checkoutStory } from './demo-checkout.ts';
import { noiseStory } from './demo-noise.ts';
import { pastStory } from './demo-past.ts';

/** Days before the present at which the organisation is made. */
export const demoDays = 36;

/** Every step, oldest first. */
export function demoStory(): DemoStep[] {
  return inOrder([...noiseStory, ...pastStory, ...checkoutStory]);
}
