import type { IncidentBody } from '#incidents/contract';

import { useNames } from '../client/names.ts';

/** Names behind addresses: of the incident's own people, else of anybody known here. */
export function useNameIn(incident: IncidentBody): (email: string) => string {
  const names = useNames();
  return (email) =>
    incident.people.find((person) => person.email === email)?.name ?? names(email) ?? email;
}
