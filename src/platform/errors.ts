// The one error class that verbs throw. `http.ts` maps it to an RFC 9457 problem document.

const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  /** The same caller may, after proving who they are once more. */
  proofRequired: 403,
  /** The password was right; a code of the second factor is wanted too. */
  codeRequired: 401,
  notFound: 404,
  conflict: 409,
  gone: 410,
  preconditionFailed: 412,
  tooLarge: 413,
  unsupportedMedia: 415,
  unprocessable: 422,
  preconditionRequired: 428,
  tooManyRequests: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ProblemCode = keyof typeof statusOf;

/** One wrong field: a JSON pointer into the request and a sentence that says what to do. */
export interface FieldError {
  pointer: string;
  message: string;
}

/** An expected failure, with words that may be shown to the person who asked. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly errors: readonly FieldError[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ProblemCode,
    detail: string,
    more: { errors?: readonly FieldError[]; retryAfterSeconds?: number } = {},
  ) {
    super(detail);
    this.name = 'Problem';
    this.code = code;
    this.status = statusOf[code];
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** Throws `notFound`, in the same words for what is unknown and what may not be seen. */
export function notFound(kind: string, ref: string): never {
  throw new Problem('notFound', `No ${kind} ${JSON.stringify(ref.slice(0, 80))} here.`);
}
