import type { Now } from '#overview/contract';

import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { SeverityShape } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { length, ms } from '../ui/time.ts';
import { t } from './messages.en.ts';

import styles from './AlertsPage.module.css';

/** That the list is short because little happens, not because nothing comes in. */
export function AlertProof({ now }: { now: Now | undefined }) {
  const at = useNow();
  if (!now?.lastEvent) return null;
  return (
    <p className={styles.proof}>
      <SeverityShape state="ok" />
      {t('proof', { time: length(at - ms(now.lastEvent.at)), source: now.lastEvent.source })}
    </p>
  );
}

/** No rows: good when events come in, a task when none ever did, a hint when filters hide them. */
export function NoAlerts({
  now,
  filtered,
  onClear,
}: {
  now: Now | undefined;
  filtered: boolean;
  onClear: () => void;
}) {
  const at = useNow();
  if (filtered) {
    return (
      <div className={styles.nothing}>
        <Empty
          good
          title={t('empty.filtered')}
          button={<Button onPress={onClear}>{t('empty.clear')}</Button>}
        />
      </div>
    );
  }
  const last = now?.lastEvent;
  return (
    <div className={styles.nothing}>
      {last === null ? (
        <Empty
          good={false}
          title={t('empty.title')}
          action={{ name: t('empty.connect'), href: '/integrations' }}
        >
          {t('empty.never')}
        </Empty>
      ) : (
        <Empty good title={t('empty.title')}>
          {last ? t('empty.event', { time: length(at - ms(last.at)), source: last.source }) : ''}
        </Empty>
      )}
    </div>
  );
}
