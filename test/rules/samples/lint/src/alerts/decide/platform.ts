// breaks: no-restricted-imports
import { now } from '#platform/clock';

export const later = now;
