// Every name in a config file leads to something: in the file, or already there.
import type { ConfigKind } from '../model.ts';

/** A name that must exist, and where it stands (JSON pointer into the file). */
export interface Reference {
  readonly pointer: string;
  readonly kind: ConfigKind;
  readonly name: string;
}

/** A name that the file gives. */
export interface Definition {
  readonly pointer: string;
  readonly kind: ConfigKind;
  readonly name: string;
}

export interface ReferenceProblem {
  readonly pointer: string;
  readonly message: string;
}

const words: Record<ConfigKind, string> = {
  person: 'person with the address',
  team: 'team',
  schedule: 'schedule',
  webhook: 'webhook',
  escalationPolicy: 'escalation policy',
  service: 'service',
  ingestKey: 'ingest key',
  statusPage: 'status page',
  severity: 'severity',
};

/** What is known outside the file, and how a near miss is found. */
export interface Known {
  /** Names already in the installation; ids are among them, since they are accepted too. */
  readonly existing: ReadonlyMap<ConfigKind, ReadonlySet<string>>;
  nearest(word: string, known: readonly string[]): string | null;
}

/** Names that lead nowhere (with the nearest one that exists) and names that stand twice. */
export function referenceProblems(
  definitions: readonly Definition[],
  references: readonly Reference[],
  { existing, nearest }: Known,
): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const defined = new Map<string, string>();
  for (const { kind, name, pointer } of definitions) {
    const first = defined.get(`${kind} ${name}`);
    if (first === undefined) defined.set(`${kind} ${name}`, pointer);
    else
      problems.push({ pointer, message: `The ${words[kind]} ${name} stands at ${first} already.` });
  }
  for (const { kind, name, pointer } of references) {
    if (defined.has(`${kind} ${name}`) || existing.get(kind)?.has(name) === true) continue;
    const known = definitions.filter((one) => one.kind === kind).map((one) => one.name);
    const near = nearest(name, [...known, ...(existing.get(kind) ?? [])]);
    const hint = near === null ? '' : ` Did you mean ${near}?`;
    problems.push({ pointer, message: `There is no ${words[kind]} ${name}.${hint}` });
  }
  return problems;
}
