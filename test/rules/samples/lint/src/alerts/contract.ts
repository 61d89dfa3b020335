// breaks: no-restricted-imports
import { load } from './store.ts';

export const contract = load;
