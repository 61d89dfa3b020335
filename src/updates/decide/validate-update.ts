import {
  INNER_AUDIENCES,
  UPDATE_STATUSES,
  type UpdateFields,
  type UpdateStatus,
} from '../model.ts';

/** One field that is wrong, with words that say what to write. */
export interface FieldProblem {
  readonly pointer: string;
  readonly message: string;
}

/** An update as it came in: anything may be missing. */
export interface UpdateInput {
  readonly status?: string | undefined;
  readonly impact?: string | undefined;
  readonly action?: string | undefined;
  readonly nextUpdateAt?: Temporal.Instant | null | undefined;
  readonly audiences?: readonly string[] | undefined;
}

export type UpdateCheck =
  | { readonly ok: true; readonly update: UpdateFields }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

const LONGEST = 2000;
const FARTHEST = { hours: 24 * 14 } as const;

/**
 * Checks the four fields. While the incident is open the next update must be promised: without it
 * nothing is published. `pageSlugs` are the status pages that may be named as audience; without
 * audiences the update goes to the team.
 */
export function checkUpdate(
  input: UpdateInput,
  context: {
    readonly open: boolean;
    readonly now: Temporal.Instant;
    readonly pageSlugs: ReadonlySet<string>;
  },
): UpdateCheck {
  const problems: FieldProblem[] = [];
  const status = readStatus(input.status, problems);
  const impact = readText(
    input.impact,
    '/impact',
    'What do people notice, in their words?',
    problems,
  );
  const action = readText(
    input.action,
    '/action',
    'What is being done, or what can people do?',
    problems,
  );
  const nextUpdateAt = readNext(input.nextUpdateAt ?? null, context, problems);
  const audiences = readAudiences(input.audiences, context.pageSlugs, problems);
  if (problems.length > 0 || status === undefined) return { ok: false, problems };
  return { ok: true, update: { status, impact, action, nextUpdateAt, audiences } };
}

function readStatus(given: string | undefined, problems: FieldProblem[]): UpdateStatus | undefined {
  const status = UPDATE_STATUSES.find((word) => word === given);
  if (status === undefined) {
    problems.push({ pointer: '/status', message: `One of ${UPDATE_STATUSES.join(', ')}.` });
  }
  return status;
}

function readText(
  given: string | undefined,
  pointer: string,
  question: string,
  problems: FieldProblem[],
): string {
  const text = (given ?? '').trim();
  if (text === '') problems.push({ pointer, message: question });
  if (text.length > LONGEST) problems.push({ pointer, message: `At most ${LONGEST} characters.` });
  return text;
}

function readNext(
  given: Temporal.Instant | null,
  { open, now }: { open: boolean; now: Temporal.Instant },
  problems: FieldProblem[],
): Temporal.Instant | null {
  const pointer = '/nextUpdateAt';
  if (given === null) {
    if (open) {
      problems.push({
        pointer,
        message: 'While the incident is open, say when the next update comes.',
      });
    }
    return null;
  }
  if (Temporal.Instant.compare(given, now) <= 0) {
    problems.push({ pointer, message: 'The next update lies in the future.' });
  } else if (Temporal.Instant.compare(given, now.add(FARTHEST)) > 0) {
    problems.push({ pointer, message: 'The next update comes within 14 days.' });
  }
  return given;
}

function readAudiences(
  given: readonly string[] | undefined,
  pageSlugs: ReadonlySet<string>,
  problems: FieldProblem[],
): string[] {
  const audiences = [...new Set(given ?? ['team'])];
  if (audiences.length === 0)
    problems.push({ pointer: '/audiences', message: 'Name at least one audience.' });
  audiences.forEach((audience, index) => {
    const inner = (INNER_AUDIENCES as readonly string[]).includes(audience);
    if (inner || pageSlugs.has(audience)) return;
    problems.push({
      pointer: `/audiences/${index}`,
      message: `Neither team, company nor a status page: ${audience.slice(0, 60)}.`,
    });
  });
  return audiences;
}
