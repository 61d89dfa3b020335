// breaks: no-restricted-imports
import { person } from '../people/index.ts';

export const sideways = person;
