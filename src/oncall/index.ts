/**
 * On-call: schedules, layers, rotations, overrides, and who serves at an instant.
 *
 * Owns schedules, schedule_versions and schedule_overrides. Never here: a stored position in a
 * rotation (who serves is computed from the version in force), and any word about pages.
 */
export { gapsBetween, onCallAt, shiftsBetween } from './decide/resolve.ts';
export { isKnownZone, validateSchedule } from './decide/validate.ts';
export type {
  Gap,
  Lane,
  LayerConfig,
  OverrideConfig,
  Schedule,
  ScheduleConfig,
  ScheduleProblem,
  Shift,
} from './model.ts';
export { type OverrideInput, putOverride, removeOverride } from './put-override.ts';
export { putSchedule, removeSchedule, type ScheduleInput } from './put-schedule.ts';
export {
  findSchedule,
  gaps,
  listSchedules,
  type OnCallNow,
  onCallNow,
  shifts,
  whoIsOnCall,
  writtenConfig,
} from './reads/oncall.ts';
export { oncallRoutes } from './routes.ts';
