// keeps every rule
export const weight = 1;
