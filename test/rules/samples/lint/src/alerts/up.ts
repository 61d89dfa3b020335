// breaks: no-restricted-imports
import { page } from '#paging';

export const up = page;
