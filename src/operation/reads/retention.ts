// What is kept how long, and what would be deleted.
import type { Queries, Trx } from '#platform/db';
import { formatDuration, readDuration } from '#platform/duration';
import { Problem } from '#platform/errors';
import type { Loose } from '#platform/http';
import { countOld, type OldCount } from '#platform/old-rows';

import {
  keptForEver,
  type RetentionKind,
  retentionKinds,
  type RetentionPreview,
  type RetentionState,
} from '../contract.ts';
import { horizon, keepOf, leastKeep, shorterKinds, usualKeep } from '../decide/retention.ts';
import type { Keep, Retained } from '../model.ts';
import { selectRetention } from '../store/retention.ts';

export type RetainedKinds = Readonly<Record<RetentionKind, Retained>>;

/** Durations as they come in, in seconds; what is absent stays absent. */
export function readKeep(given: Partial<Record<RetentionKind, string | null>>): Keep {
  return Object.fromEntries(
    Object.entries(given).map(([kind, text]) => [kind, text === null ? null : read(kind, text)]),
  );
}

function read(kind: string, text: string): number {
  const seconds = readDuration(text);
  if (seconds !== null) return seconds;
  const message = `${text} is no duration such as 400d, of ten years at most.`;
  throw new Problem('unprocessable', message, { errors: [{ pointer: `/keep/${kind}`, message }] });
}

/** The answer of `GET /v1/retention`. */
export async function readRetention(q: Queries, orgId: string): Promise<Loose<RetentionState>> {
  const { keep, version, ranAt, told } = await selectRetention(q, orgId);
  return {
    version,
    kinds: retentionKinds.map((kind) => ({
      kind,
      keep: written(keepOf(keep, kind)),
      default: written(usualKeep(kind)),
      least: formatDuration(leastKeep(kind)),
    })),
    forEver: [...keptForEver],
    ranAt,
    last:
      told === null
        ? null
        : {
            at: told.at,
            deleted: retentionKinds.flatMap((kind) => {
              const count = told.deleted[kind];
              return count === undefined ? [] : [{ kind, ...count }];
            }),
          },
  };
}

/** What would go if `change` were set now. */
export async function previewRetention(
  q: Trx,
  at: { orgId: string; now: Temporal.Instant; kinds: RetainedKinds },
  change: Keep,
): Promise<Loose<RetentionPreview>> {
  const { orgId, now, kinds } = at;
  const before = (await selectRetention(q, orgId)).keep;
  const after = { ...before, ...change };
  const shorter = shorterKinds(before, after, now);
  const answers = [];
  for (const kind of retentionKinds) {
    const bound = horizon(after, kind, now);
    const count = bound === null ? nothing : await countKind(q, kinds[kind], { orgId, bound });
    answers.push({
      kind,
      ...count,
      keep: written(keepOf(after, kind)),
      shorter: shorter.includes(kind),
      before: bound,
    });
  }
  const rows = answers.reduce((sum, one) => sum + (one.shorter ? one.rows : 0), 0);
  return { asOf: now, rows, kinds: answers };
}

async function countKind(
  q: Trx,
  { rows, held }: Retained,
  { orgId, bound }: { orgId: string; bound: Temporal.Instant },
): Promise<OldCount> {
  return await countOld(q, rows, { orgId, before: bound, held: await held(q, orgId) });
}

function written(seconds: number | null): string | null {
  return seconds === null ? null : formatDuration(seconds);
}

const nothing: OldCount = { rows: 0, oldest: null, newest: null };
