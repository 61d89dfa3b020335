/**
 * Updates: what people are told about an incident, and the public status pages that show it.
 *
 * Owns incident_updates, incident_update_audiences, status_pages, status_components and
 * status_periods. Never here: the clock of the next update (incidents), a public page that shows
 * anything that was not published to it, and a name of a responder on a public page.
 */
export {
  type Component,
  COMPONENT_STATES,
  type ComponentState,
  type StatusPage,
  type Update,
  type UpdateEvents,
  type UpdateStatus,
} from './model.ts';
export { publishUpdate, type PublishInput } from './publish-update.ts';
export {
  type ComponentStateInput,
  putStatusPage,
  removeStatusPage,
  setComponentState,
  type StatusPageInput,
} from './put-status-page.ts';
export { findStatusPage, listStatusPages, type PageWithParts, updatesOf } from './reads/updates.ts';
export { refreshPagesOf } from './refresh.ts';
export { publicStatusRoutes } from './routes/public.ts';
export { updatesRoutes } from './routes/updates.ts';
export { oldPeriods } from './store/old.ts';
