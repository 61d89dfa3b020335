/**
 * Incidents: declared, led, written down, ended. Severity, roles, the typed timeline, the six phases
 * that are computed from it, and the promise of the next update.
 *
 * Owns incidents, incident_members, incident_services, incident_alerts, incident_entries, incident_entry_versions and
 * incident_levels. Never here: what is told to whom (updates), what is learned (postmortems), a phase
 * that somebody set by hand, and a private incident in an answer to somebody who may not see it.
 */
export { viewerOf } from './act.ts';
export { addEntry, type EntryInput, type EventNote, noteEvents } from './add-entry.ts';
export { assignRole, type RoleInput } from './assign-role.ts';
export { declareIncident, type DeclareInput } from './declare.ts';
export { countdown, updateOwner } from './decide/cadence.ts';
export { type PhaseReading, readPhases } from './decide/phases.ts';
export { needsPostmortem, parseSeverity, severityLevels, severityName } from './decide/severity.ts';
export { maySee, type Viewer } from './decide/visible.ts';
export { editEntry } from './edit-entry.ts';
export { editIncident, type IncidentEdit, setSeverity } from './edit-incident.ts';
export { incidentsQueues } from './jobs.ts';
export { linkAlerts } from './link-alerts.ts';
export {
  type Entry,
  type EntryKind,
  type Incident,
  type IncidentEvents,
  incidentRef,
  type IncidentTimes,
  MILESTONES,
  type Phase,
  type Role,
  type Severity,
} from './model.ts';
export { mitigate, reopenIncident, resolveIncident, verify } from './progress.ts';
export { type LevelInput, putLevel } from './put-level.ts';
export { addMember, type MemberInput, removeMember } from './put-member.ts';
export { noteAcknowledged, noteChanges, notePages, noteResolved } from './react.ts';
export {
  alertIdsOf,
  findIncident,
  groupsInIncidents,
  groupsOfIncidents,
  hiddenIncidents,
  incidentsByIds,
  incidentsOfAlerts,
  insidersOfIncidents,
  listIncidents,
  openIncidents,
  timelineOf,
} from './reads/incidents.ts';
export { cadenceOf, type Level, levelsOf } from './reads/levels.ts';
export { presentIncident, presentIncidents } from './reads/present.ts';
export { suspectsOf } from './reads/suspects.ts';
export { recordUpdate, type UpdateRecord } from './record-update.ts';
export { incidentsRoutes } from './routes.ts';
