// breaks: no-restricted-imports
import { shell } from '../app/shell.ts';

export const up = shell;
