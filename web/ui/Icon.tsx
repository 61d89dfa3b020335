import type { LucideIcon } from 'lucide-react';

/** A Lucide icon with the house stroke: 1.5 px whatever the size. Decoration only; a word stands beside it. */
export function Icon({ of: Drawn, size = 16 }: { of: LucideIcon; size?: number }) {
  return (
    <Drawn size={size} strokeWidth={1.5} absoluteStrokeWidth aria-hidden="true" focusable="false" />
  );
}
