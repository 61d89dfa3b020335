// Requests and answers of people, in parts.
export { Role } from './fields-contract.ts';
export * from './keys-contract.ts';
export * from './people-contract.ts';
export * from './session-contract.ts';
export * from './sign-in-contract.ts';
export * from './teams-contract.ts';
