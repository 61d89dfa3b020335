import { Outlet } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo } from 'react';

import { sessionApi, setupApi } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { ApiError, requestId, words } from '../client/api.ts';
import { follow } from '../client/live.ts';
import { keyOf, queries, useRead, useWrite, whenSignedOut } from '../client/queries.ts';
import { sessionChanged } from '../client/session-changed.ts';
import { MeContext, type Me } from '../client/session.ts';
import { LoadLine } from '../ui/Logo.tsx';
import { ErrorState } from '../ui/States.tsx';
import { ZoneContext } from '../ui/zone.tsx';
import { t } from './messages/en.ts';
import { ProofGate } from './ProofGate.tsx';

import styles from './Boot.module.css';

const SignIn = lazy(async () => ({ default: (await import('./SignIn.tsx')).SignIn }));
const FirstOwner = lazy(async () => ({ default: (await import('./FirstOwner.tsx')).FirstOwner }));

const sessionKey = keyOf(sessionApi.get);

/** Asks who is signed in before anything else: them, a sign-in form, or the first owner's page. */
export function Boot() {
  const session = useRead(sessionApi.get, {}, { topics: ['settings'] });
  const failure = session.error instanceof ApiError ? session.error : null;
  const signedOut = failure?.status === 401;
  const setup = useRead(setupApi.state, {}, { when: signedOut || failure?.status === 503 });
  useEffect(
    () =>
      whenSignedOut(() => {
        // A refused sign-in is no news, and asking again would take the form away while somebody types.
        if (queries.getQueryState(sessionKey)?.status === 'error') return;
        void queries.invalidateQueries({ queryKey: sessionKey });
      }),
    [],
  );
  if (session.data?.person && !signedOut)
    return <SignedIn session={session.data} person={session.data.person} />;
  if (setup.data?.needed || (signedOut && setup.data)) {
    return (
      <Suspense fallback={<Booting />}>{setup.data.needed ? <FirstOwner /> : <SignIn />}</Suspense>
    );
  }
  if (session.isError && !session.isFetching && (setup.isError || !setup.isFetching)) {
    return (
      <main className={styles.middle}>
        <ErrorState
          title={t('boot.failed')}
          requestId={requestId(session.error)}
          onRetry={() => void session.refetch()}
        >
          {words(session.error)}
        </ErrorState>
      </main>
    );
  }
  return <Booting />;
}

function Booting() {
  return (
    <main className={styles.middle} aria-busy="true" aria-label={t('boot.loading')}>
      <LoadLine size={40} />
    </main>
  );
}

type SessionBody = Static<typeof sessionApi.get.response>;

function SignedIn({
  session,
  person,
}: {
  session: SessionBody;
  person: NonNullable<SessionBody['person']>;
}) {
  const signOut = useWrite(sessionApi.signOut, { onDone: sessionChanged });
  const leave = signOut.mutate;
  const me = useMemo(
    (): Me => ({
      ...person,
      rights: new Set(session.rights),
      manages: session.manages,
      organisation: session.organisation,
      organisations: session.organisations,
      signOut: () => leave({}),
    }),
    [person, session, leave],
  );
  useEffect(() => follow(), [session.organisation.id, person.id]);
  return (
    <MeContext value={me}>
      <ZoneContext value={person.timezone}>
        <Outlet />
        <ProofGate />
      </ZoneContext>
    </MeContext>
  );
}
