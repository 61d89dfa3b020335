// breaks: no-restricted-globals, no-restricted-properties
export const asks = async (): Promise<unknown> => fetch('https://example.com');
export const waits = (then: () => void): unknown => setTimeout(then, 1000);
export const knows = (): unknown => [Date.now(), Temporal.Now.instant(), Math.random()];
