import { useState } from 'react';

import { meApi, sessionApi, waysApi } from '#people/contract';

import { fieldErrors, words } from '../client/api.ts';
import { keysOn, setKeysOn } from '../client/commands.ts';
import { queries, useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMe } from '../client/session.ts';
import { setTheme, useTheme, type Theme } from '../client/theme.ts';
import { Button } from '../ui/Button.tsx';
import { Radio, RadioGroup, Switch } from '../ui/Choice.tsx';
import { useNow } from '../ui/clock.ts';
import { Field } from '../ui/Field.tsx';
import { ErrorState, SkeletonRows } from '../ui/States.tsx';
import { clock, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { ConnectionsSection } from './ConnectionsSection.tsx';
import { FactorSection } from './FactorSection.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import { MethodsSection } from './MethodsSection.tsx';
import { PasskeysSection } from './PasskeysSection.tsx';
import type { PersonBody } from './person.ts';
import { QuietSection } from './QuietSection.tsx';
import { RulesSection } from './RulesSection.tsx';
import { Section } from './Section.tsx';
import { t as tSignIn } from './sign-in-messages.en.ts';

import styles from './Settings.module.css';

/** Own profile, ways to be reached, rules, sign-in and appearance. */
export function MePart() {
  const me = useRead(meApi.get, {}, { topics: ['settings'] });
  return (
    <Read query={me} what={t('me')} skeleton={<SkeletonRows rows={6} />}>
      {(person) => (
        <>
          <Profile key={person.version} person={person} />
          <MethodsSection methods={person.contactMethods} />
          <RulesSection key={`rules${person.version}`} person={person} />
          <QuietSection key={`quiet${person.version}`} person={person} />
          <SignInSections />
          <SessionsSection />
          <LookSection />
        </>
      )}
    </Read>
  );
}

function isZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function Profile({ person }: { person: PersonBody }) {
  const now = useNow('minute');
  const [name, setName] = useState(person.name);
  const [timezone, setTimezone] = useState(person.timezone);
  const good = isZone(timezone);
  const update = useWrite(meApi.update, {
    touches: ['settings'],
    onDone: () => {
      toast({ text: t('saved') });
      void queries.invalidateQueries({ queryKey: ['/v1/session'] });
    },
    onFail: sayFailure,
  });
  const same = name === person.name && timezone === person.timezone;
  return (
    <Section title={t('profile')}>
      <div className={styles.fields}>
        <Field label={t('name')} value={name} onChange={setName} autoComplete="name" />
        <Field
          label={t('zone')}
          value={timezone}
          onChange={setTimezone}
          preview={good ? t('zone.now', { time: clock(now, timezone) }) : undefined}
          error={good ? undefined : t('zone.bad')}
        />
        <Field label={t('email')} value={person.email} onChange={() => undefined} readOnly />
      </div>
      {same ? null : (
        <div className={styles.actions}>
          <Button
            kind="primary"
            sending={update.isPending}
            isDisabled={!good || name.trim() === ''}
            onPress={() =>
              update.mutate({
                body: { name: name.trim(), timezone },
                headers: ifMatch(person.version),
              })
            }
          >
            {t('save')}
          </Button>
        </div>
      )}
    </Section>
  );
}

/** Password, code, passkeys, connected accounts. */
function SignInSections() {
  const ways = useRead(waysApi.mine, {}, { topics: ['settings'] });
  return (
    <Read query={ways} what={t('signIn')} skeleton={<SkeletonRows rows={4} />}>
      {(mine) => (
        <>
          <PasswordSection first={!mine.password} />
          <FactorSection ways={mine} />
          <PasskeysSection ways={mine} />
          <ConnectionsSection ways={mine} />
        </>
      )}
    </Read>
  );
}

function PasswordSection({ first }: { first: boolean }) {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useWrite(sessionApi.changePassword, {
    touches: ['settings'],
    onDone: () => {
      setCurrent('');
      setNext('');
      toast({ text: t('password.done') });
    },
  });
  const errors = fieldErrors(change.error);
  return (
    <Section title={t('signIn')}>
      <div className={styles.fields}>
        {first ? null : (
          <Field
            label={t('password.current')}
            type="password"
            autoComplete="current-password"
            value={current}
            onChange={setCurrent}
            error={errors['current']}
          />
        )}
        <Field
          label={t('password.next')}
          type="password"
          autoComplete="new-password"
          value={next}
          onChange={setNext}
          error={errors['next'] ?? errors['password']}
        />
      </div>
      {change.isError && Object.keys(errors).length === 0 ? (
        <ErrorState title={words(change.error)} />
      ) : null}
      <div className={styles.actions}>
        <Button
          sending={change.isPending}
          isDisabled={(current === '' && !first) || next === ''}
          onPress={() => change.mutate({ body: { current: first ? '-' : current, next } })}
        >
          {t(first ? 'password.set' : 'password.change')}
        </Button>
      </div>
    </Section>
  );
}

function SessionsSection() {
  const zone = useZone();
  const now = useNow('minute');
  const me = useMe();
  const sessions = useRead(sessionApi.list, {}, { topics: ['settings'] });
  const revoke = useWrite(sessionApi.revoke, { touches: ['settings'], onFail: sayFailure });
  return (
    <Section
      title={t('sessions')}
      action={
        <Button kind="quiet" onPress={me.signOut}>
          {t('signOut')}
        </Button>
      }
    >
      <Read query={sessions} what={t('sessions')} skeleton={<SkeletonRows rows={2} />}>
        {(data) => (
          <ul>
            {data.items.map((session) => (
              <li key={session.id} className={styles.row}>
                <span className={styles.grow}>
                  <span>{browserOf(session.userAgent)}</span>
                  <span
                    className={styles.meta}
                  >{`${tSignIn(`way.${session.way}`)}, ${session.address}, ${session.current ? t('session.this') : t('session.seen', { time: when(session.lastSeenAt, now, zone) })}`}</span>
                </span>
                {session.current ? null : (
                  <Button
                    size="small"
                    aria-label={t('session.end.named', { what: browserOf(session.userAgent) })}
                    onPress={() =>
                      revoke.mutate(
                        { params: { id: session.id } },
                        { onSuccess: () => void sessions.refetch() },
                      )
                    }
                  >
                    {t('session.end')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Read>
    </Section>
  );
}

/** "Firefox, Linux" out of what the browser calls itself. */
function browserOf(agent: string): string {
  const browser = /Edg\//.test(agent)
    ? 'Edge'
    : /Firefox\//.test(agent)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(agent)
        ? 'Chrome'
        : /Safari\//.test(agent)
          ? 'Safari'
          : agent.split(/[\s/]/)[0];
  const system = /iPhone|iPad/.test(agent)
    ? 'iOS'
    : /Android/.test(agent)
      ? 'Android'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'macOS'
          : /Linux/.test(agent)
            ? 'Linux'
            : null;
  return [browser, system].filter(Boolean).join(', ');
}

function LookSection() {
  const theme = useTheme();
  const [on, setOn] = useState(keysOn());
  return (
    <Section title={t('look')}>
      <RadioGroup label={t('theme')} value={theme} onChange={(next) => setTheme(next as Theme)}>
        <Radio value="system">{t('theme.system')}</Radio>
        <Radio value="light">{t('theme.light')}</Radio>
        <Radio value="dark">{t('theme.dark')}</Radio>
      </RadioGroup>
      <Switch
        on={on}
        onChange={(next) => {
          setKeysOn(next);
          setOn(next);
        }}
      >
        {t('singleKeys')}
      </Switch>
    </Section>
  );
}
