// breaks: no-restricted-imports
import { List } from '../alerts/List.tsx';

export const reach: unknown = List;
