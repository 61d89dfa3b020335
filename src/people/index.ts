/**
 * People: organisations, persons and teams, how each is reached, and who may do what.
 *
 * Owns people, teams, team_members, contact_methods, notification_rules, api_keys and the auth_ tables.
 * An account is one human who signs in; a person is what that human is in one organisation.
 * Never here: sending anything (a code or an invitation is an event that delivery acts on), and any
 * right that is not in decide/may.ts. Passwords and tokens are kept as hashes only.
 */
export { authenticate } from './authenticate.ts';
export { setPassword } from './change-password.ts';
export { makeSetupLink } from './claim-setup.ts';
export { createApiKey, ensureApiKey, revokeApiKey } from './create-api-key.ts';
export { createOrganisation, createOwner, type OwnerInput } from './create-owner.ts';
export { networkOf } from './decide/lockout.ts';
export { givenKeyRefused, ingestKeyBytes, makeIngestKey } from './decide/keys.ts';
export { createPeople, type People } from './create-people.ts';
export { passwordWeakness } from './decide/password.ts';
export { rightsOf } from './decide/may.ts';
export { readName } from './decide/contact.ts';
export type { MethodInput } from './decide/methods.ts';
export { type PlannedMessage, planMessages } from './decide/rules.ts';
export { readSlug, slugOf } from './decide/slug.ts';
export { hashPassword } from './hash-password.ts';
export { invitePerson } from './invite.ts';
export { markMethodBroken } from './mark-method-broken.ts';
export type {
  ContactMethod,
  MethodAdded,
  MethodKind,
  NotificationRule,
  PeopleEvents,
  Person,
  PersonInvited,
  Role,
  Team,
  Urgency,
} from './model.ts';
export { putOrganisation } from './put-organisation.ts';
export { type PersonInput, type PutResult, putPerson, type RuleInput } from './put-person.ts';
export { putTeam, removeTeam, type TeamInput } from './put-team.ts';
export {
  findPerson,
  findTeam,
  listPeople,
  listTeams,
  ownersOf,
  peopleByIds,
  peopleByRefs,
  type Reach,
  reachOf,
  teamMembers,
  teamsByIds,
} from './reads/people.ts';
export { mayChange, requireOwned } from './require-owned.ts';
export { peopleSealed } from './reseal.ts';
export { resetSecondFactor } from './second-factor.ts';
export { openMethod } from './seal-method.ts';
export {
  hasOwner,
  lockFirstOwner,
  type Organisation,
  selectOrganisations as organisations,
} from './store/organisations.ts';
