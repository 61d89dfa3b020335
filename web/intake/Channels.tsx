import { deliveryApi } from '#delivery/contract';

import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useNow } from '../ui/clock.ts';
import { FactRow, List } from '../ui/Row.tsx';
import { SeverityShape, type State } from '../ui/Severity.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './IntegrationsPage.module.css';

const bad = new Set(['deadConfig', 'deadTarget', 'retry', 'unknown']);

/** The ways out to people: which are set up, what the others lack, how the last message went. */
export function Channels() {
  const zone = useZone();
  const now = useNow('minute');
  const channels = useRead(deliveryApi.channels, {}, { topics: ['settings', 'pages'] });
  return (
    <section aria-labelledby="channels">
      <div className={styles.head}>
        <h2 id="channels">{t('out')}</h2>
      </div>
      <Read query={channels} what={t('out.what')}>
        {(data) => (
          <List>
            {data.items.map((channel) => {
              const last = channel.lastOutcome;
              const failed = last !== null && bad.has(last.outcome);
              const state: State = !channel.configured
                ? channel.id === 'email'
                  ? 'sev1'
                  : 'sev4'
                : failed
                  ? 'sev2'
                  : 'ok';
              const text = !channel.configured
                ? (channel.missing ?? '')
                : last === null
                  ? t('out.ready')
                  : failed
                    ? t('out.failed', {
                        time: when(last.at, now, zone),
                        why: last.error ?? last.outcome,
                      })
                    : t('out.last', { time: when(last.at, now, zone) });
              return (
                <FactRow
                  key={channel.id}
                  mark={<SeverityShape state={state} />}
                  title={<b>{t(`channel.${channel.id}`)}</b>}
                  text={text}
                />
              );
            })}
          </List>
        )}
      </Read>
    </section>
  );
}
