// keeps every rule
import type { Person } from '#people';

import type { Alert } from '../model.ts';
import { weight } from './weight.ts';

export const group = (alert: Alert, person: Person): string => alert.id + person.name + weight;
