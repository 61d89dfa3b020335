import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';

import type { Static } from '#platform/endpoint';
import { postmortemsApi, type PostmortemBody } from '#postmortems/contract';

import { api, ApiError, words } from '../client/api.ts';
import { keyOf, topicChanged, useRead } from '../client/queries.ts';
import { now } from '../ui/clock.ts';
import { t } from './messages.en.ts';

export type Patch = Static<NonNullable<typeof postmortemsApi.edit.body>>;

/** Where a document stands between the fields and the server. */
export interface Saving {
  busy: boolean;
  /** When it was last saved here (ms). */
  at: number | null;
  failed: string | null;
}

/**
 * One postmortem and a way to write on it. Edits go out one after the other, each based on the version
 * before, so that one's own typing never collides with itself.
 */
export function usePostmortem(ref: string) {
  const client = useQueryClient();
  const input = { params: { id: ref } };
  const query = useRead(postmortemsApi.get, input, { topics: [`postmortem:${ref}`, 'incidents'] });
  const [saving, setSaving] = useState<Saving>({ busy: false, at: null, failed: null });
  const line = useRef<Promise<unknown>>(Promise.resolve());
  const key = keyOf(postmortemsApi.get, input);
  const run = (call: (version: number) => Promise<PostmortemBody>): Promise<boolean> => {
    setSaving((before) => ({ ...before, busy: true }));
    const next = line.current.then(async () => {
      const current = client.getQueryData<PostmortemBody>(key);
      try {
        const saved = await call(current?.version ?? 0);
        client.setQueryData(key, saved);
        setSaving({ busy: false, at: now(), failed: null });
        topicChanged(['postmortems']);
        return true;
      } catch (error) {
        const collided = error instanceof ApiError && error.status === 412;
        setSaving({ busy: false, at: null, failed: collided ? t('changed') : words(error) });
        if (collided) await query.refetch();
        return false;
      }
    });
    line.current = next;
    return next;
  };
  return {
    query,
    saving,
    save: (patch: Patch) =>
      run((version) =>
        api(postmortemsApi.edit, {
          ...input,
          body: patch,
          headers: { 'if-match': `"${version}"` },
        }),
      ),
    publish: () => run(() => api(postmortemsApi.publish, input)),
  };
}

export type Write = ReturnType<typeof usePostmortem>['save'];
