/**
 * Proposals: what an agent asks for and a person has to confirm. The act is rehearsed when it is asked
 * for and done when somebody says yes, once, by the verbs of its own module.
 *
 * Owns proposals. Never here: an act without a person, a right that the person does not have, and
 * anything of a private incident.
 */
export { proposalsRoutes } from './routes.ts';
export { oldProposals } from './store.ts';
