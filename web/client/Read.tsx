import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { ErrorState, Missing, SkeletonRows, Stale } from '../ui/States.tsx';
import { clock } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { ApiError, requestId, words } from './api.ts';
import { useContact } from './live.ts';
import { t } from './messages.en.ts';

import styles from './Read.module.css';

interface ReadProps<T> {
  query: UseQueryResult<T>;
  /** What is read, in words: "The alerts". */
  what: string;
  /** What stands there until the first answer. */
  skeleton?: ReactNode;
  /** The list that it belongs to, for when it does not exist. */
  list?: { name: string; href: string };
  /** False where the frame around already turns grey. */
  stale?: boolean;
  children: (data: T) => ReactNode;
}

/** Loading, failed, old or there: the four states of anything read from the server. */
export function Read<T>({
  query,
  what,
  skeleton = <SkeletonRows />,
  list = { name: t('missing.now'), href: '/' },
  stale = true,
  children,
}: ReadProps<T>) {
  const contact = useContact();
  const zone = useZone();
  const old =
    stale && (contact.state === 'stale' || contact.state === 'lost') ? contact.lastAt : null;
  if (query.data === undefined) {
    if (!query.isError) return <>{skeleton}</>;
    if (query.error instanceof ApiError && query.error.status === 404) {
      return (
        <div className={styles.failed}>
          <Missing title={t('missing', { what })} action={list}>
            {t('missing.text')}
          </Missing>
        </div>
      );
    }
    const unreachable = query.error instanceof ApiError && query.error.status === 0;
    return (
      <div className={styles.failed}>
        <ErrorState
          title={t('failed', { what })}
          requestId={requestId(query.error)}
          onRetry={() => void query.refetch()}
        >
          {unreachable
            ? t('failed.unreachable')
            : `${words(query.error)} ${serverFault(query.error) ? t('failed.still') : ''}`}
        </ErrorState>
      </div>
    );
  }
  return (
    <>
      {query.isError && old === null ? (
        <div className={styles.failed}>
          <ErrorState
            title={t('failed.kept', { what, time: clock(query.dataUpdatedAt, zone, true) })}
            requestId={requestId(query.error)}
            onRetry={() => void query.refetch()}
          >
            {words(query.error)}
          </ErrorState>
        </div>
      ) : null}
      <Stale since={old}>{children(query.data)}</Stale>
    </>
  );
}

function serverFault(error: unknown): boolean {
  return error instanceof ApiError && error.status >= 500;
}
