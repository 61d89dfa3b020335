/**
 * Postmortems: drafted from the log when an incident ends, written, published, and their actions.
 *
 * Owns postmortems, postmortem_factors and postmortem_actions. Never here: one "root cause" instead
 * of four questions, a duration that somebody typed, and a name in the story (names stand in roles
 * and owners only).
 */
export { draftFor, followIncident } from './draft.ts';
export {
  type ActionInput,
  editPostmortem,
  type FactorInput,
  type PostmortemEdit,
} from './edit-postmortem.ts';
export type { ActionState, PostmortemEvents, PostmortemState, Stage } from './model.ts';
export { publishPostmortem } from './publish.ts';
export { findPostmortem } from './reads/document.ts';
export { learningOf } from './reads/learning.ts';
export { postmortemsRoutes } from './routes.ts';
