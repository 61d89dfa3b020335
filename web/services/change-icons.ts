import {
  Cloud,
  Database,
  Flag,
  Rocket,
  Server,
  SlidersHorizontal,
  type LucideIcon,
} from 'lucide-react';

import type { Change } from '#changes/contract';

export const changeIcons: Record<Change['kind'], LucideIcon> = {
  deploy: Rocket,
  flag: Flag,
  config: SlidersHorizontal,
  migration: Database,
  infrastructure: Server,
  vendor: Cloud,
};
