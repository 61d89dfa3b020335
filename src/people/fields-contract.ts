// Fields that several parts of the module's contract have in common.
import { oneOf, Type } from '#platform/endpoint';

export const Role = oneOf(['owner', 'admin', 'responder', 'viewer']);
export const Email = Type.String({ minLength: 3, maxLength: 320 });
export const Name = Type.String({ minLength: 1, maxLength: 200 });
export const Zone = Type.String({ minLength: 1, maxLength: 64 });
/** Longer ones are refused before they reach the hash. */
export const Password = Type.String({ minLength: 1, maxLength: 1024 });
