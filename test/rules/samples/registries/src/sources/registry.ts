import { smoke } from './smoke.ts';
export const sources = [smoke];
