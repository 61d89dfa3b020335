export const smoke = { id: 'smoke' } satisfies Source;
