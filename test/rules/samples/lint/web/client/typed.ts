// keeps every rule
import { now } from '#platform/client';

export const typed = now;
