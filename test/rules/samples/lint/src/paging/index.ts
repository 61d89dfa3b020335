// keeps every rule
import { open } from '#alerts';
import { person } from '#people';

export const page = [open, person];
