// What was changed here since a config file was applied last.
import type { Queries } from '#platform/db';

import type { ConfigFile } from '../contract.ts';
import { driftOf, managedFields, type Present } from '../decide/drift.ts';
import {
  type AppliedEntry,
  type ConfigKind,
  configKinds,
  type Drifted,
  sectionOf,
} from '../model.ts';
import { type AppliedRow, selectApplied } from '../store/applied.ts';
import { exportSection } from './export-config.ts';

/** The name of an entry of a file: e-mail address, slug, a webhook's name, or `service/source`. */
export function refOf(kind: ConfigKind, entry: object): string {
  const { slug, email, service, source, severity, name } = entry as Record<string, unknown>;
  if (kind === 'severity') return String(severity);
  if (kind === 'webhook') return String(name);
  if (kind === 'person') return String(email).trim().toLowerCase();
  return kind === 'ingestKey' ? `${String(service)}/${String(source)}` : String(slug);
}

/** Objects of these kinds as export writes them. */
export async function presentOf(
  q: Queries,
  orgId: string,
  { kinds, now }: { kinds: readonly ConfigKind[]; now: Temporal.Instant },
): Promise<Present> {
  const present = new Map<ConfigKind, ReadonlyMap<string, object>>();
  for (const kind of kinds) {
    const entries = await exportSection(q, orgId, { kind, now });
    present.set(
      kind,
      new Map(entries.map((entry): [string, object] => [refOf(kind, entry), entry])),
    );
  }
  return present;
}

/** What the file says of its objects, as they stand now. Run after it was applied. */
export async function appliedEntries(
  q: Queries,
  orgId: string,
  { config, now }: { config: ConfigFile; now: Temporal.Instant },
): Promise<AppliedEntry[]> {
  const kinds = configKinds.filter((kind) => (config[sectionOf[kind]] ?? []).length > 0);
  const present = await presentOf(q, orgId, { kinds, now });
  return kinds.flatMap((kind) =>
    (config[sectionOf[kind]] ?? []).flatMap((entry): AppliedEntry[] => {
      const ref = refOf(kind, entry);
      const object = present.get(kind)?.get(ref);
      return object ? [{ kind, ref, fields: managedFields(entry, object) }] : [];
    }),
  );
}

/** Everything that differs from what files said last, and what they said. */
export async function readDrift(
  q: Queries,
  orgId: string,
  now: Temporal.Instant,
): Promise<{ applied: AppliedRow[]; items: Drifted[] }> {
  const applied = asOne(await selectApplied(q, orgId));
  const kinds = [...new Set(applied.map((row) => row.kind))];
  return { applied, items: driftOf(applied, await presentOf(q, orgId, { kinds, now })) };
}

/** Several sets of files may name one object: of each field what was said last holds. */
function asOne(rows: readonly AppliedRow[]): AppliedRow[] {
  const byObject = Map.groupBy(rows, ({ kind, ref }) => `${kind} ${ref}`);
  return [...byObject.values()].flatMap((list) => {
    const last = list.at(-1);
    const fields = Object.fromEntries(list.flatMap((row) => Object.entries(row.fields)));
    return last ? [{ ...last, fields }] : [];
  });
}

/** The part of the drift that a file is about. */
export async function driftOfFile(
  q: Queries,
  orgId: string,
  { config, now }: { config: ConfigFile; now: Temporal.Instant },
): Promise<Drifted[]> {
  const named = new Set(
    configKinds.flatMap((kind) =>
      (config[sectionOf[kind]] ?? []).map((entry) => `${kind} ${refOf(kind, entry)}`),
    ),
  );
  const { items } = await readDrift(q, orgId, now);
  return items.filter(({ kind, ref }) => named.has(`${kind} ${ref}`));
}
