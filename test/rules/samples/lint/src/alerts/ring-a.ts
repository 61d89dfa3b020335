// breaks: no-cycle
import { b } from './ring-b.ts';

export const a = (): unknown => b;
