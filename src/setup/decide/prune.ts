// What goes with --prune: what an earlier file of the set named, this one does not, and is still there.
import type { ConfigFile } from '../contract.ts';
import { type ConfigKind, configKinds, type ConfigRef, sectionOf } from '../model.ts';
import type { Present } from './drift.ts';
import { listNames } from './list-names.ts';

/** An object that a set of files has named. */
export interface Claim extends ConfigRef {
  readonly set: string;
}

export interface PrunePlan {
  /** To be removed, what leans on others before what it leans on. */
  readonly gone: readonly ConfigRef[];
  /** Claims of the set that end: what goes, what is no longer there, what another set still names. */
  readonly ended: readonly ConfigRef[];
}

/**
 * `named` are the objects of the file. Severities are always there: a file lets go of one, and it stays.
 * What another set names as well belongs to that one from now on.
 */
export function planPrune(
  claims: readonly Claim[],
  { set, named, present }: { set: string; named: readonly ConfigRef[]; present: Present },
): PrunePlan {
  const kept = new Set(named.map(keyOf));
  const ended = claims.filter((claim) => claim.set === set && !kept.has(keyOf(claim)));
  const others = new Set(claims.filter((claim) => claim.set !== set).map(keyOf));
  const gone = ended.filter(
    (one) =>
      one.kind !== 'severity' &&
      !others.has(keyOf(one)) &&
      present.get(one.kind)?.has(one.ref) === true,
  );
  return { ended: ended.map(refOnly), gone: gone.map(refOnly).sort(lastMadeFirst) };
}

function refOnly({ kind, ref }: ConfigRef): ConfigRef {
  return { kind, ref };
}

function lastMadeFirst(a: ConfigRef, b: ConfigRef): number {
  return configKinds.indexOf(b.kind) - configKinds.indexOf(a.kind);
}

/** One text for an object, for sets and maps. */
export function keyOf({ kind, ref }: ConfigRef): string {
  return `${kind} ${ref}`;
}

/**
 * For each object that goes, what stays and names it. `all` is the installation as a file. That
 * somebody who goes is one of several in a team that stays hurts nobody; that a team loses its last
 * member does.
 */
export function neededBy(
  gone: readonly ConfigRef[],
  all: ConfigFile,
  refOf: (kind: ConfigKind, entry: object) => string,
): ReadonlyMap<string, readonly ConfigRef[]> {
  const going = new Set(gone.map(keyOf));
  const needed = new Map<string, ConfigRef[]>();
  for (const { kind, name, pointer } of listNames(all).references) {
    const key = keyOf({ kind, ref: name });
    const owner = ownerOf(all, pointer, refOf);
    if (!owner || !going.has(key) || going.has(keyOf(owner.ref))) continue;
    if (owner.ref.kind === 'team' && staysManned(owner.entry, going)) continue;
    const list = needed.get(key) ?? [];
    if (!list.some((one) => keyOf(one) === keyOf(owner.ref))) list.push(owner.ref);
    needed.set(key, list);
  }
  return needed;
}

function ownerOf(
  all: ConfigFile,
  pointer: string,
  refOf: (kind: ConfigKind, entry: object) => string,
): { ref: ConfigRef; entry: object } | null {
  const [, section = '', index = ''] = pointer.split('/');
  const kind = configKinds.find((one) => sectionOf[one] === section);
  const entry = kind && all[sectionOf[kind]]?.[Number(index)];
  return kind && entry ? { ref: { kind, ref: refOf(kind, entry) }, entry } : null;
}

function staysManned(team: { members?: readonly string[] }, going: ReadonlySet<string>): boolean {
  return (team.members ?? []).some((ref) => !going.has(keyOf({ kind: 'person', ref })));
}
