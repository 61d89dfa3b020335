// breaks: no-restricted-imports
import { person } from '../../people/index.ts';

import { load } from '../store.ts';

export const list = [person, load];
