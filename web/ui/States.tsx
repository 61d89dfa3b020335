import { SearchX } from 'lucide-react';
import type { ReactNode } from 'react';

import { Button, ButtonLink } from './Button.tsx';
import { useNow } from './clock.ts';
import { Icon } from './Icon.tsx';
import { Link } from './Link.tsx';
import { t } from './messages.en.ts';
import { SeverityShape } from './Severity.tsx';
import { clock, length } from './time.ts';
import { useZone } from './zone.tsx';

import styles from './States.module.css';

interface EmptyProps {
  /** Good: a check and the proof. Bad: an octagon and what happens instead. */
  good: boolean;
  title: ReactNode;
  children?: ReactNode;
  action?: { name: string; href: string };
  button?: ReactNode;
  /** It is all there is on the page, so its title is the page's. */
  alone?: boolean;
}

/** Nothing here, and whether that is good. */
export function Empty({ good, title, children, action, button, alone = false }: EmptyProps) {
  return (
    <div className={styles.state}>
      <SeverityShape state={good ? 'ok' : 'sev1'} />
      <div className={styles.words}>
        {alone ? <h1 className={styles.title}>{title}</h1> : <b>{title}</b>}
        <p className={styles.under}>
          {children} {action ? <Link href={action.href}>{action.name}</Link> : null}
        </p>
        {button}
      </div>
    </div>
  );
}

/** What was asked for does not exist, or not for this reader: nothing failed, so nothing is red. */
export function Missing({
  title,
  children,
  action,
}: {
  title: string;
  children?: ReactNode;
  action: { name: string; href: string };
}) {
  return (
    <div className={styles.missing}>
      <Icon of={SearchX} />
      <div className={styles.words}>
        <h2 className={styles.missingTitle}>{title}</h2>
        <p className={styles.under}>{children}</p>
        <ButtonLink href={action.href}>{action.name}</ButtonLink>
      </div>
    </div>
  );
}

interface ErrorStateProps {
  /** What failed and what still works. */
  title: ReactNode;
  children?: ReactNode;
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
}

export function ErrorState({ title, children, requestId, onRetry }: ErrorStateProps) {
  return (
    <div className={styles.state} role="alert">
      <SeverityShape state="sev2" />
      <div className={styles.words}>
        <b>{title}</b>
        <p className={styles.under}>
          {children}{' '}
          {requestId ? <span className={styles.id}>{t('request', { id: requestId })}</span> : null}
        </p>
      </div>
      {onRetry ? (
        <Button size="small" onPress={onRetry}>
          {t('retry')}
        </Button>
      ) : null}
    </div>
  );
}

/** Data that may be old: an amber head with the last known time, the data itself grey; controls stay as they are. */
export function Stale({
  since,
  children,
  boxed = false,
}: {
  since: number | null;
  children: ReactNode;
  boxed?: boolean;
}) {
  const now = useNow();
  const zone = useZone();
  if (since === null) return <>{children}</>;
  return (
    <div className={boxed ? styles.staleBox : styles.stale}>
      <p className={styles.staleHead} role="status">
        <SeverityShape state="sev2" size={14} />
        <span>
          {t.rich('stale.none', { time: length(now - since), at: clock(since, zone, true) })}
        </span>
      </p>
      <div className={styles.old}>{children}</div>
    </div>
  );
}

/** A bar of a text's size, shown after 150 ms so that quick answers do not flash. */
export function Skeleton({ width = '60%', height = 12 }: { width?: string; height?: number }) {
  return <span className={styles.skeleton} style={{ inlineSize: width, blockSize: height }} />;
}

/** Rows of a list that is on its way. */
export function SkeletonRows({ rows = 8, height = 44 }: { rows?: number; height?: number }) {
  return (
    <div className={styles.skeletons} role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.skeletonRow} style={{ blockSize: height }}>
          <Skeleton width="16px" height={16} />
          <Skeleton width={`${52 - ((index * 7) % 24)}%`} />
          <Skeleton width="64px" />
        </div>
      ))}
    </div>
  );
}
