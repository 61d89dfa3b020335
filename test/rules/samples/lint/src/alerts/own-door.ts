// breaks: no-restricted-imports
import { open } from '#alerts';

export const again = open;
