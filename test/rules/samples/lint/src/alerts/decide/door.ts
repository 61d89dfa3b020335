// breaks: no-restricted-imports
import { person } from '#people';

export const someone = person;
