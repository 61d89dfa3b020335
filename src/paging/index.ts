/**
 * Paging: escalation policies, and pages that wake people one step after the other until somebody has
 * it. A page waits for exactly one timer; who is on call is asked when it rings.
 *
 * Owns escalation_policies, policy_versions, policy_rings, pages and page_log. Never here: sending
 * (delivery), what an alert means (alerts), a page without a stored reason, and any state in memory:
 * a timer that rings twice, late or on another node finds out what to do from the page's own row.
 */
export { acknowledgePage, acknowledgePagesOf } from './acknowledge.ts';
export type { ActResult, GroupsAction, PageAction } from './act.ts';
export { inWindow as inStepWindow, windowEdges as stepWindowEdges } from './decide/window.ts';
export { declinePage, escalatePage, escalatePagesOf } from './escalate.ts';
export { pagingDuties, pagingQueues } from './jobs.ts';
export type {
  By,
  FrozenPolicy,
  Page,
  PageEvents,
  PageFacts,
  PageKind,
  PageState,
  Policy,
  PolicyStep,
  StepWindow,
  Target,
} from './model.ts';
export { pageRef } from './model.ts';
export { openPage, type OpenPageInput, testPage } from './open-page.ts';
export {
  type PolicyInput,
  putPolicy,
  removePolicy,
  type StepInput,
  type TargetInput,
} from './put-policy.ts';
export { raiseUrgency } from './raise-urgency.ts';
export { heldPages, pagedGroups } from './reads/old.ts';
export {
  burningPages,
  findPage,
  listPages,
  openPageCounts,
  overduePages,
  pagesOfGroups,
  presentPage,
  presentPages,
} from './reads/pages.ts';
export {
  findPolicy,
  listPolicies,
  policiesByRefs,
  policySlugs,
  presentPolicies,
  targetNames,
} from './reads/policies.ts';
export { simulatePolicy } from './reads/simulate.ts';
export { resolvePage, resolvePagesOf } from './resolve.ts';
export { acknowledgePageRoutes } from './routes/acknowledge-page.ts';
export { pageRoutes } from './routes/pages.ts';
export { policyRoutes } from './routes/policies.ts';
export { skipUnreached } from './skip-unreached.ts';
export { snoozePage, snoozePagesOf } from './snooze.ts';
export { startPages } from './start-pages.ts';
export { oldPages } from './store/old.ts';
export { unacknowledgePage, unacknowledgePagesOf } from './unacknowledge.ts';
