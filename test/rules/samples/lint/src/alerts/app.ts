// breaks: no-restricted-imports
import { build } from '#app/build';

export const app: unknown = build;
