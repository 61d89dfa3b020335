/**
 * Changes: the feed of what changed and when (deploys, flags, configuration, migrations,
 * infrastructure, announced changes of vendors), and the ranking of suspects when something hurts.
 *
 * Owns changes. Never here: who made a change as an argument (it is shown, it is no evidence), and
 * doing or undoing a change.
 */
export type {
  Change,
  ChangeEvents,
  ChangeInput,
  ChangeKind,
  ChangeLink,
  Suspect,
} from './model.ts';
export { changesBetween, findChange, listChanges } from './reads/changes.ts';
export { type Hurting, suspectsFor, type SuspectsQuery, topSuspect } from './reads/suspects.ts';
export { recordChanges } from './record-changes.ts';
export { changesRoutes, present as presentChange } from './routes.ts';
