import { a } from './store.ts';
import { b } from '../alerts/store.ts';
const c = await import('../../test/harness/app.ts');
// import { d } from '../people/store.ts';
export const e = [a, b, c, '../people/index.ts'];
