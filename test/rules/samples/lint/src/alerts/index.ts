// keeps every rule
export { open } from './open.ts';
export type { Alert } from './model.ts';
