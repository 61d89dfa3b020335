// keeps every rule
import { typed } from '../client/typed.ts';

export const shell = typed;
