import { mail } from './mail.ts';
import { smoke } from '../sources/smoke.ts';
export const channels: readonly Channel[] = [mail];
