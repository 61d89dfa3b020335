// keeps every rule
import { person } from '#people';
import { now } from '#platform/clock';

import { group } from './decide/group.ts';
import { load } from './store.ts';

export const open = (): unknown[] => [person, now, group, load];
