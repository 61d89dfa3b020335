import { start } from '#paging';
