// See gone.md, section 2, and docs/here.md.
export const text = 'gone.md';
