// The one error class that verbs throw. `http.ts` maps it to an RFC 9457 problem document.

interface Kind {
  readonly status: number;
  readonly title: string;
  /** For the page of reference: what it means, and what to do. Code stands in backquotes. */
  readonly means: string;
}

/** Every kind of problem that the API answers with, by its code. */
export const problems = {
  invalid: {
    status: 400,
    title: 'The request is not valid',
    means:
      'The request is not of the form that is asked for. `errors` names each place by a JSON pointer and says what is expected there. Sent again unchanged, it fails again.',
  },
  unauthenticated: {
    status: 401,
    title: 'Not signed in',
    means:
      'No key and no session came with the request, or one that is not known, has run out or was revoked. Send `Authorization: Bearer <API key>`, or sign in.',
  },
  codeRequired: {
    status: 401,
    title: 'A code is needed too',
    means:
      'The password was right, and the account has a second factor. Send the same request with its code.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed',
    means:
      'The caller is known and may not do this. `detail` says why; where a right is missing it names it.',
  },
  proofRequired: {
    status: 403,
    title: 'Prove who you are once more',
    means:
      'In a browser, a dangerous change wants a proof (password, passkey or provider) that is at most ten minutes old. Prove it, then send the same request again. API keys are never asked for one.',
  },
  notFound: {
    status: 404,
    title: 'Not found',
    means: 'Nothing is here, or nothing that the caller may see: both are told in the same words.',
  },
  methodNotAllowed: {
    status: 405,
    title: 'Not with this method',
    means: 'The address is right and the method is not. `Allow` lists those that it answers.',
  },
  requestTimeout: {
    status: 408,
    title: 'Too slow',
    means:
      'The request was not there as a whole in time, and the connection is closed. Send it again at once and whole.',
  },
  conflict: {
    status: 409,
    title: 'Conflict',
    means:
      'What is asked for does not go with what is there now: a name is taken, a thing is in another state, or an `Idempotency-Key` came before with another request. Read it again, then decide.',
  },
  gone: {
    status: 410,
    title: 'Gone',
    means:
      'It was here and is over: a link, an invitation or a question that was used or has run out. Ask for a new one.',
  },
  preconditionFailed: {
    status: 412,
    title: 'Changed meanwhile',
    means:
      'Somebody has changed it since it was read. Read it again, look at what is different, and send the edit with the new `ETag` in `If-Match`.',
  },
  tooLarge: {
    status: 413,
    title: 'Too large',
    means: 'The body has more bytes than are taken, plain or unpacked. Send less at once.',
  },
  unsupportedMedia: {
    status: 415,
    title: 'Unsupported content',
    means:
      'The `Content-Type` or the `Content-Encoding` is none that is read here. JSON always is.',
  },
  unprocessable: {
    status: 422,
    title: 'Not possible',
    means:
      'The request is well formed, and as things are it cannot be done: it names somebody who is not here, or would leave a gap. `errors` says where.',
  },
  preconditionRequired: {
    status: 428,
    title: 'If-Match is needed',
    means:
      'An edit says which version it was made from, so that nobody overwrites what they have not seen. Send the `ETag` of what was read in `If-Match`.',
  },
  tooManyRequests: {
    status: 429,
    title: 'Too many requests',
    means:
      'This key, person or address asks more than its share. Wait as many seconds as `Retry-After` says; others are not affected.',
  },
  headersTooLarge: {
    status: 431,
    title: 'The head is too large',
    means:
      'Address and header fields of the request have together more bytes than are read. Put what is long into the body.',
  },
  internal: {
    status: 500,
    title: 'Failed',
    means:
      'Something failed here that should not have. `requestId` finds it in the log of the server. With an `Idempotency-Key` it is safe to send again.',
  },
  unavailable: {
    status: 503,
    title: 'Unavailable',
    means:
      'It cannot be done at this moment: the database does not answer, say, or too much is waiting. Nothing of the request was kept; send it again after `Retry-After`.',
  },
} as const satisfies Record<string, Kind>;

export type ProblemCode = keyof typeof problems;

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
    this.status = problems[code].status;
    this.errors = more.errors ?? [];
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** Throws `notFound`, in the same words for what is unknown and what may not be seen. */
export function notFound(kind: string, ref: string): never {
  throw new Problem('notFound', `No ${kind} ${JSON.stringify(ref.slice(0, 80))} here.`);
}
