// keeps every rule
export type Person = { name: string };
export const person: Person = { name: 'Ana' };
