// keeps every rule
export const now = (): number => Date.now();
