export const LIMITS = { depth: 64 };
