// What of an OpenAPI document would break a program that was written for an older one. Answers may grow
// and requests may ask for less; nothing else.

interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  const?: unknown;
  additionalProperties?: boolean | Schema;
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
}

interface Content {
  content?: Record<string, { schema?: Schema }>;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  'x-right'?: string;
  parameters?: Parameter[];
  requestBody?: Content;
  responses: Record<string, Content>;
}

export interface OpenApi {
  paths: Record<string, Record<string, Operation>>;
}

/** Sentences, one for each change that breaks somebody; none means that old programs go on working. */
export function breakingChanges(before: OpenApi, after: OpenApi): string[] {
  return Object.entries(before.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const at = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      return now ? operationChanges(at, operation, now) : [`${at} is gone`];
    }),
  );
}

function operationChanges(at: string, before: Operation, after: Operation): string[] {
  return [
    ...parameterChanges(at, before.parameters ?? [], after.parameters ?? []),
    ...requestChanges(`${at} request`, schemaOf(before.requestBody), schemaOf(after.requestBody)),
    ...Object.entries(before.responses).flatMap(([status, response]) => {
      const now = after.responses[status];
      if (!now) return [`${at} no longer answers ${status}`];
      return responseChanges(`${at} answer`, schemaOf(response), schemaOf(now));
    }),
  ];
}

function schemaOf(content: Content | undefined): Schema | undefined {
  return content?.content?.['application/json']?.schema;
}

function parameterChanges(at: string, before: Parameter[], after: Parameter[]): string[] {
  const find = (list: Parameter[], one: Parameter): Parameter | undefined =>
    list.find((each) => each.name === one.name && each.in === one.in);
  const gone = before.flatMap((one) => {
    const now = find(after, one);
    if (!now) return [`${at} no longer takes ${one.in} ${one.name}`];
    return requestChanges(`${at} ${one.in} ${one.name}`, one.schema, now.schema);
  });
  const asked = after
    .filter((one) => one.required === true && find(before, one)?.required !== true)
    .map((one) => `${at} now needs ${one.in} ${one.name}`);
  return [...gone, ...asked];
}

/** What callers send: it may ask for less and take more. */
function requestChanges(
  at: string,
  before: Schema | undefined,
  after: Schema | undefined,
): string[] {
  if (!before) return (after?.required ?? []).map((name) => `${at} now needs ${name}`);
  if (!after) return [];
  const was = alternatives(before);
  const now = alternatives(after);
  const lost = [...was.types].filter((type) => !now.types.has(type) && now.types.size > 0);
  const problems = lost.map((type) => `${at} no longer takes ${type}`);
  if (now.words !== null) {
    const missing =
      was.words === null ? ['any word'] : was.words.filter((w) => !now.words?.includes(w));
    problems.push(...missing.map((word) => `${at} no longer takes ${word}`));
  }
  const known = new Set(was.required);
  problems.push(
    ...now.required.filter((name) => !known.has(name)).map((name) => `${at} now needs ${name}`),
  );
  for (const [name, schema] of Object.entries(was.properties)) {
    const field = now.properties[name];
    if (field) problems.push(...requestChanges(`${at}/${name}`, schema, field));
    else if (now.closed) problems.push(`${at} no longer takes ${name}`);
  }
  if (was.items && now.items) problems.push(...requestChanges(`${at}[]`, was.items, now.items));
  return problems;
}

/** What callers read: it may hold more, and nothing that was there may be missing or of another kind. */
function responseChanges(
  at: string,
  before: Schema | undefined,
  after: Schema | undefined,
): string[] {
  if (!before) return [];
  if (!after) return [`${at} is gone`];
  const was = alternatives(before);
  const now = alternatives(after);
  const fresh = [...now.types].filter((type) => !was.types.has(type) && was.types.size > 0);
  const problems = fresh.map((type) => `${at} may now be ${type}`);
  for (const [name, schema] of Object.entries(was.properties)) {
    const field = now.properties[name];
    if (!field) problems.push(`${at} lacks ${name}`);
    else problems.push(...responseChanges(`${at}/${name}`, schema, field));
  }
  const sure = new Set(now.required);
  problems.push(
    ...was.required
      .filter((name) => !sure.has(name) && now.properties[name] !== undefined)
      .map((name) => `${at} may lack ${name}`),
  );
  if (was.items && now.items) problems.push(...responseChanges(`${at}[]`, was.items, now.items));
  return problems;
}

interface Flat {
  types: Set<string>;
  /** The only words that are taken; null: any. */
  words: string[] | null;
  properties: Record<string, Schema>;
  required: string[];
  items: Schema | undefined;
  closed: boolean;
}

/** A schema and its `anyOf` as one: types, words and properties of all alternatives. */
function alternatives(schema: Schema): Flat {
  const parts = schema.anyOf ? schema.anyOf.map(alternatives) : [flat(schema)];
  const words = parts.map((part) => part.words);
  const objects = parts.filter((part) => part.types.has('object'));
  return {
    types: new Set(parts.flatMap((part) => [...part.types])),
    words: words.every((one) => one !== null) ? words.flat() : null,
    properties: Object.assign({}, ...parts.map((part) => part.properties)) as Flat['properties'],
    required: objects.length === 1 ? (objects[0]?.required ?? []) : [],
    items: parts.find((part) => part.items)?.items,
    closed: objects.length > 0 && objects.every((part) => part.closed),
  };
}

function flat(schema: Schema): Flat {
  const words = schema.enum ?? (schema.const === undefined ? null : [schema.const]);
  const named = schema.type === undefined ? [] : [schema.type].flat();
  const told = words === null ? [] : words.map((word) => (word === null ? 'null' : typeof word));
  return {
    types: new Set(named.length > 0 ? named : told),
    words:
      named.includes('null') || schema.type === 'null' ? ['null'] : (words?.map(String) ?? null),
    properties: schema.properties ?? {},
    required: schema.required ?? [],
    items: schema.items,
    closed: schema.additionalProperties === false,
  };
}
