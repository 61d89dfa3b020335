// breaks: no-restricted-imports
import { load } from './store.ts';

export const routes = load;
