import type { IncidentBody } from '#incidents/contract';

/** The name behind an e-mail address of this incident; what stands before the @ when nobody knows it. */
export function nameIn(incident: IncidentBody, email: string | null): string | null {
  if (email === null) return null;
  return (
    incident.people.find((person) => person.email === email)?.name ?? email.split('@')[0] ?? email
  );
}

export function firstName(name: string): string {
  return name.split(' ')[0] ?? name;
}

/** When the harm began, else when it was declared. */
export function startOf(incident: IncidentBody): string {
  return incident.times.impactStartedAt ?? incident.times.declaredAt;
}
