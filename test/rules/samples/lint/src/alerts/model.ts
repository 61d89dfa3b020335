// breaks: no-restricted-imports
import { randomUUID } from 'node:crypto';

import type { Person } from '#people';

export interface Alert {
  id: string;
  owner: Person;
}
export const id = (): string => randomUUID();
