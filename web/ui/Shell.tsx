import { Globe, Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';

import { Button, ButtonLink, Spinner } from './Button.tsx';
import { useNow } from './clock.ts';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import { Key } from './Key.tsx';
import { Link } from './Link.tsx';
import { t } from './messages.en.ts';
import { SeverityShape, stateShort, type State } from './Severity.tsx';
import { length, ms, running, zoneName, type Moment } from './time.ts';
import { useZone } from './zone.tsx';

import styles from './Shell.module.css';

export interface StripIncident {
  ref: string;
  state: State;
  title: string;
  since: Moment;
  lead: string | null;
  nextUpdateAt: Moment | null;
  href: string;
}

/** One line per open SEV1 or SEV2, with no way to close it; `joined` is the room the reader is in. */
export function RedStrip({
  incidents,
  joined,
}: {
  incidents: readonly StripIncident[];
  joined?: string | undefined;
}) {
  const now = useNow();
  if (incidents.length === 0) return null;
  return (
    <section aria-label={t('strip.label')}>
      {incidents.map((incident, index) => {
        const age = length(now - ms(incident.since));
        const left = incident.nextUpdateAt === null ? null : ms(incident.nextUpdateAt) - now;
        return (
          <div key={incident.ref} className={styles.strip} data-state={incident.state}>
            <SeverityShape state={incident.state} />
            <b>{stateShort(incident.state)}</b>
            <span className={styles.ref}>{incident.ref}</span>
            <Link ink href={incident.href} className={styles.title}>
              {incident.title}
            </Link>
            <span className={styles.facts}>
              <span className={styles.about}>
                {incident.lead
                  ? t('strip.lead', { age, lead: incident.lead })
                  : t('strip.nobody', { age })}
              </span>
              <span className={styles.next}>
                {left === null ? t('strip.none') : left < 0 ? t('strip.late') : t('strip.next')}
              </span>
              {left === null ? null : (
                <b className={styles.clock}>
                  {left < 0 ? '+' : ''}
                  {running(Math.abs(left))}
                </b>
              )}
            </span>
            {incident.ref === joined ? null : (
              <ButtonLink size="small" href={incident.href} keys={String(index + 1)}>
                {t('strip.join')}
              </ButtonLink>
            )}
          </div>
        );
      })}
    </section>
  );
}

interface TopBarProps {
  title: ReactNode;
  about?: ReactNode;
  /** Before the find field: a screen's own facts. */
  children?: ReactNode;
  onFind: () => void;
  onDeclare: () => void;
  chips: ReactNode;
  /** Path back, in place of a big title. */
  path?: ReactNode;
  phoneActions?: ReactNode;
}

/** Title and date at the left; find, zone, connection and Declare at the right. */
export function TopBar({ title, about, children, onFind, onDeclare, chips, path }: TopBarProps) {
  return (
    <header className={styles.top}>
      {path ? <div className={styles.path}>{path}</div> : null}
      <h1 className={path ? 'hidden-text' : styles.heading}>{title}</h1>
      {about ? <span className={styles.date}>{about}</span> : null}
      <div className={styles.tools}>
        {children ? <div className={styles.own}>{children}</div> : null}
        <FindButton onPress={onFind} />
        {chips}
        <Button keys="c" onPress={onDeclare}>
          {t('declare')}
        </Button>
      </div>
    </header>
  );
}

function FindButton({ onPress }: { onPress: () => void }) {
  return (
    <AriaButton className={styles.find} onPress={onPress} aria-keyshortcuts="Control+k">
      <Icon of={Search} />
      <span className={styles.findWord}>{t('find')}</span>
      <Key keys="Ctrl+k" />
    </AriaButton>
  );
}

/** The zone all times are in, printed once. */
export function ZoneChip() {
  const zone = useZone();
  const now = useNow('minute');
  return (
    <span className={cx(styles.chip, styles.wideOnly)} title={t('zone', { zone })}>
      <Icon of={Globe} size={14} />
      {zoneName(zone, now)}
    </span>
  );
}

/** Whether what is on screen is fresh. */
export function ConnectionChip({ state }: { state: 'connecting' | 'live' | 'stale' | 'lost' }) {
  const bad = state === 'stale' || state === 'lost';
  return (
    <span className={cx(styles.chip, bad ? styles.chipStale : styles.wideOnly)} role="status">
      {state === 'connecting' ? (
        <Spinner />
      ) : (
        <SeverityShape state={bad ? 'sev2' : 'ok'} size={13} />
      )}
      {t(bad ? 'stale' : state === 'live' ? 'live' : 'connecting')}
    </span>
  );
}

/** Over everything in a demo or a drill. */
export function Ribbon({
  word,
  label,
  children,
  action,
}: {
  word: string;
  /** Names the region, unlike any other of the page. */
  label: string;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <section className={styles.ribbon} aria-label={label}>
      <b className={styles.ribbonWord}>{word}</b>
      <span className={styles.ribbonText}>{children}</span>
      {action ? <span className={styles.ribbonAction}>{action}</span> : null}
    </section>
  );
}

/** The foot: is the paging chain healthy, in one line. */
export function Foot({
  state,
  head,
  facts,
  right,
}: {
  state: State;
  head: ReactNode;
  facts: readonly ReactNode[];
  right?: ReactNode;
}) {
  return (
    <footer className={styles.foot}>
      <SeverityShape state={state} size={14} />
      <b>{head}</b>
      {facts.map((fact, index) => (
        <span key={index} className={styles.fact}>
          {fact}
        </span>
      ))}
      {right ? <span className={styles.right}>{right}</span> : null}
    </footer>
  );
}
