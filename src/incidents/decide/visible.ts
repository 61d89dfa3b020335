/** Who looks: a person (or none, for a key that stands alone), and whether everything is open to them. */
export interface Viewer {
  readonly personId: string | null;
  readonly all: boolean;
}

/** What decides whether a private incident is shown. */
export interface Privacy {
  readonly private: boolean;
  readonly declaredBy: string | null;
  readonly roles: {
    readonly commander: string | null;
    readonly operations: string | null;
    readonly communications: string | null;
    readonly scribe: string | null;
  };
  readonly members: readonly string[];
}

/**
 * True when the viewer may know of the incident. A private one is there for who declared it, for the
 * holders of its roles, for who was let in, and for owners and admins; for everybody else it does not
 * exist.
 */
export function maySee(incident: Privacy, viewer: Viewer): boolean {
  if (!incident.private || viewer.all) return true;
  if (viewer.personId === null) return false;
  return insidersOf(incident).includes(viewer.personId);
}

/** Ids of the people who know of an incident that is private, each once. */
export function insidersOf({ declaredBy, roles, members }: Privacy): string[] {
  const { commander, operations, communications, scribe } = roles;
  const ids = [declaredBy, commander, operations, communications, scribe, ...members];
  return [...new Set(ids.filter((id) => id !== null))];
}
