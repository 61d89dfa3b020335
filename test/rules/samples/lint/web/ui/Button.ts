// breaks: no-restricted-imports
import { List } from '../app/List.ts';

export const Button: unknown = List;
