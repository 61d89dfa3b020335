import { useState } from 'react';

import { alertsApi } from '#alerts/contract';
import { intakeApi, type MadeIngestKey } from '#intake/contract';

import { words } from '../client/api.ts';
import { useRead } from '../client/queries.ts';
import { Button, Spinner } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { List, Row } from '../ui/Row.tsx';
import { alertState, SeverityShape } from '../ui/Severity.tsx';
import { ms, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './IntegrationsPage.module.css';

/** Address, key and snippet, shown once; then the first event as it arrives. */
export function ReadyDialog({ made, onClose }: { made: MadeIngestKey; onClose: () => void }) {
  const zone = useZone();
  const now = useNow('minute');
  const [sending, setSending] = useState(false);
  const keys = useRead(
    intakeApi.listKeys,
    { query: made.service ? { service: made.service } : {} },
    { topics: ['settings', 'alerts'], every: 3000 },
  );
  const key = keys.data?.items.find((one) => one.id === made.id);
  const heard =
    key?.lastEventAt !== null &&
    key?.lastEventAt !== undefined &&
    ms(key.lastEventAt) >= ms(made.createdAt);
  const alerts = useRead(
    alertsApi.list,
    { query: { source: made.source, limit: 5 } },
    { topics: ['alerts'], when: heard },
  );
  const test = async () => {
    setSending(true);
    try {
      const answer = await fetch(made.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          title: t('ready.test.title'),
          severity: 'info',
          dedupKey: 'evenkeel-test',
          status: 'firing',
        }),
      });
      toast(answer.ok ? { text: t('ready.tested') } : { text: await answer.text(), state: 'sev2' });
    } catch (error) {
      toast({ text: words(error), state: 'sev2' });
    } finally {
      setSending(false);
    }
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('ready.title', { source: made.sourceName })}
      actions={
        <>
          {made.source === 'generic' ? (
            <Button sending={sending} onPress={() => void test()}>
              {t('ready.test')}
            </Button>
          ) : (
            <span />
          )}
          <Button kind="primary" onPress={onClose}>
            {t('done')}
          </Button>
        </>
      }
    >
      <div className={styles.pick}>
        <p>{t('ready.once')}</p>
        <h3 className={styles.label}>{t('ready.url')}</h3>
        <CopyField label={t('ready.url')} text={made.url} />
        <h3 className={styles.label}>{t('ready.key')}</h3>
        <CopyField label={t('ready.key')} text={made.key} />
        {made.snippet ? (
          <>
            <h3 className={styles.label}>{t('ready.snippet')}</h3>
            <CopyField lines label={t('ready.snippet')} text={made.snippet.text} />
          </>
        ) : null}
        <p className={styles.waiting} role="status">
          {heard ? <SeverityShape state="ok" /> : <Spinner />}
          <b>{heard ? t('ready.received') : t('ready.waiting')}</b>
        </p>
        {heard ? (
          <List>
            {(alerts.data?.items ?? []).slice(0, 3).map((alert) => (
              <Row
                key={alert.id}
                state={alertState(alert.severity)}
                subject={alert.ref}
                sentence={alert.title}
                meta={when(alert.lastSeenAt, now, zone)}
                href={`/alerts/${alert.ref}`}
              />
            ))}
          </List>
        ) : null}
      </div>
    </Dialog>
  );
}
