import { Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';

import { overviewApi, type Now } from '#overview/contract';

import { useContact } from '../client/live.ts';
import { useRead } from '../client/queries.ts';
import { setTabPrefix } from '../client/Screen.tsx';
import { useMe } from '../client/session.ts';
import { ShellContext, type DeclarePrefill } from '../client/shell.ts';
import { keepTyped } from '../client/typed-ahead.ts';
import { chainFacts } from '../overview/chain.ts';
import { nowTopics } from '../overview/topics.ts';
import { useNow } from '../ui/clock.ts';
import { cx } from '../ui/cx.ts';
import { BottomBar, Rail } from '../ui/Rail.tsx';
import { SeverityShape, incidentState, stateShort } from '../ui/Severity.tsx';
import { Foot, RedStrip } from '../ui/Shell.tsx';
import { clock, length } from '../ui/time.ts';
import { ToastRegion } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { DemoRibbon } from './DemoRibbon.tsx';
import { t } from './messages/en.ts';
import { activePlace, footPlaces, phonePlaces, railPlaces } from './places.ts';
import { setTabIcon } from './tab-icon.ts';
import { useShellCommands } from './use-shell-commands.ts';

import styles from './AppShell.module.css';

const load = {
  palette: () => import('./CommandPalette.tsx'),
  help: () => import('./HelpSheet.tsx'),
  declare: () => import('../incidents/DeclareDialog.tsx'),
};
const CommandPalette = lazy(async () => ({ default: (await load.palette()).CommandPalette }));
const HelpSheet = lazy(async () => ({ default: (await load.help()).HelpSheet }));
const DeclareDialog = lazy(async () => ({ default: (await load.declare()).DeclareDialog }));

/** Whether the reader asked for as little traffic as possible; not every browser tells. */
const saveData =
  'connection' in navigator &&
  (navigator.connection as { saveData?: boolean } | undefined)?.saveData === true;

/** What opens over a screen is fetched once the screen is still, so that it opens without the network. */
function useReadyAhead(): void {
  useEffect(() => {
    if (saveData) return undefined;
    const wait = setTimeout(() => {
      for (const part of Object.values(load)) void part().catch(() => undefined);
    }, 4000);
    return () => clearTimeout(wait);
  }, []);
}

/** How long a screen waits for what stands above it (ms). */
const longestWait = 3000;

/**
 * Whether the screen can be shown: what burns is known, or has been waited for long enough. It stands
 * above every screen, and would push rows away under the finger that is about to press one.
 */
function useSettled(known: boolean): boolean {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const wait = setTimeout(() => setWaited(true), longestWait);
    return () => clearTimeout(wait);
  }, []);
  return known || waited;
}

/** The frame around every screen: places, strip, banner of lost contact, foot, palette, declare. */
export function AppShell() {
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const now = useRead(overviewApi.now, {}, { topics: nowTopics, every: 30_000 });
  const settled = useSettled(!now.isPending);
  const [finding, setFinding] = useState(false);
  const [helping, setHelping] = useState(false);
  const [declaring, setDeclaring] = useState<DeclarePrefill | null>(null);
  const shell = useMemo(
    () => ({
      find: () => {
        keepTyped();
        setFinding(true);
      },
      help: () => setHelping(true),
      declare: (prefill: DeclarePrefill = {}) => {
        keepTyped();
        setDeclaring(prefill);
      },
    }),
    [],
  );
  useShellCommands(shell);
  useReadyAhead();
  const loud = (now.data?.incidents ?? []).filter(
    (incident) => incident.severity === 'sev1' || incident.severity === 'sev2',
  );
  useTabState(loud);
  const room = /^\/incidents\/[^/]+/.exec(path) !== null;
  const active = activePlace(path);
  const counts = now.data?.counts;
  return (
    <ShellContext value={shell}>
      <a className={styles.skip} href="#content">
        {t('skip')}
      </a>
      <div className={styles.shell}>
        <div className={styles.rail}>
          <Rail
            places={railPlaces(counts)}
            foot={footPlaces()}
            active={active}
            me={{ name: me.name, href: '/settings/me' }}
            narrow={room}
          />
        </div>
        <div
          className={cx(styles.main, !settled && styles.unsettled)}
          aria-busy={settled ? undefined : true}
        >
          <DemoRibbon />
          {room ? null : <Strip loud={loud} />}
          <LostBanner />
          <Outlet />
          {now.data && !room ? <ChainFoot now={now.data} /> : null}
        </div>
        <div className={room ? styles.noBottom : styles.bottom}>
          <BottomBar places={phonePlaces(counts)} active={active} />
        </div>
      </div>
      <ToastRegion />
      <Suspense fallback={null}>
        {finding ? <CommandPalette onClose={() => setFinding(false)} /> : null}
        {helping ? <HelpSheet onClose={() => setHelping(false)} /> : null}
        {declaring ? (
          <DeclareDialog prefill={declaring} onClose={() => setDeclaring(null)} />
        ) : null}
      </Suspense>
    </ShellContext>
  );
}

function Strip({ loud }: { loud: Now['incidents'] }) {
  return (
    <RedStrip
      incidents={loud.map((incident) => ({
        ref: incident.ref,
        state: incidentState(incident.severity),
        title: incident.title,
        since: incident.startedAt,
        lead: incident.commander?.name.split(' ')[0] ?? null,
        nextUpdateAt: incident.nextUpdateAt,
        href: `/incidents/${incident.ref}`,
      }))}
    />
  );
}

/** The tab says the severest open incident in its icon and its title. */
function useTabState(loud: Now['incidents']): void {
  const worst = loud.some((incident) => incident.severity === 'sev1')
    ? 'sev1'
    : loud.length > 0
      ? 'sev2'
      : 'ok';
  useEffect(() => {
    setTabIcon(worst);
    setTabPrefix(worst === 'ok' ? '' : `${stateShort(worst)}, `);
  }, [worst]);
}

function LostBanner() {
  const contact = useContact();
  const now = useNow();
  const zone = useZone();
  if (contact.state !== 'lost') return null;
  return (
    <div className={styles.lost} role="alert">
      <SeverityShape state="sev2" />
      <span>
        {t.rich('lost.banner', {
          time: length(now - contact.lastAt),
          at: clock(contact.lastAt, zone, true),
        })}
      </span>
    </div>
  );
}

function ChainFoot({ now }: { now: Now }) {
  const at = useNow();
  const zone = useZone();
  const { state, facts } = chainFacts(now, at);
  return (
    <Foot
      state={state}
      head={t('chain.head')}
      facts={facts}
      right={t('asOf', { time: clock(now.asOf, zone, true) })}
    />
  );
}
