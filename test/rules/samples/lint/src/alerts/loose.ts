// breaks: no-explicit-any, no-unsafe-argument, no-unsafe-assignment, no-unsafe-call, no-unsafe-member-access, no-unsafe-return
const wild: any = JSON.parse('1');
export const called = (): string => wild.call(wild).length;
export const passed = Number.parseInt(wild, 10);
export const taken = [wild];
const { length } = wild;
export const size: unknown = length;
