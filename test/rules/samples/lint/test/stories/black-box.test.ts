// breaks: no-restricted-imports
import { person } from '#people';

export const start = person;
