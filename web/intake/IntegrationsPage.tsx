import { useState } from 'react';

import { intakeApi, type IngestKeyBody, type MadeIngestKey } from '#intake/contract';

import { useAddress } from '../client/address.ts';
import { words } from '../client/api.ts';
import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Confirm } from '../ui/Dialog.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { Channels } from './Channels.tsx';
import { ConnectDialog } from './ConnectDialog.tsx';
import { t } from './messages.en.ts';
import { ReadyDialog } from './ReadyDialog.tsx';
import { Rejected } from './Rejected.tsx';

import styles from './IntegrationsPage.module.css';

/** Where alerts come from: each way in with its last event, and what was refused. */
export function IntegrationsPage() {
  const zone = useZone();
  const now = useNow('minute');
  const mayKeys = useMay('keys:read');
  const mayEdit = useMay('keys:write');
  const [address, setAddress] = useAddress<'service'>();
  const [connecting, setConnecting] = useState(address.service !== undefined && mayEdit);
  const [made, setMade] = useState<MadeIngestKey | null>(null);
  const [removing, setRemoving] = useState<IngestKeyBody | null>(null);
  const keys = useRead(
    intakeApi.listKeys,
    { query: { limit: 200 } },
    { topics: ['settings', 'alerts'], when: mayKeys, every: 30_000 },
  );
  const touches = ['settings', 'services', 'now'];
  const rotate = useWrite(intakeApi.rotateKey, {
    touches,
    onDone: setMade,
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const remove = useWrite(intakeApi.removeKey, {
    touches,
    onDone: () => setRemoving(null),
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const connect = mayEdit ? (
    <Button kind="primary" onPress={() => setConnecting(true)}>
      {t('connect')}
    </Button>
  ) : undefined;
  return (
    <Screen title={t('title')}>
      <div className={styles.page}>
        {mayKeys ? (
          <section aria-labelledby="ways">
            <div className={styles.head}>
              <h2 id="ways">{t('ways')}</h2>
              {(keys.data?.items.length ?? 0) > 0 ? (
                <div className={styles.tools}>
                  <CopyYaml kind="ingestKey" name={t('ways')} />
                  {connect}
                </div>
              ) : null}
            </div>
            <Read query={keys} what={t('ways.what')}>
              {(data) =>
                data.items.length === 0 ? (
                  <Empty good={false} title={t('ways.none')} button={connect}>
                    {t('ways.none.text')}
                  </Empty>
                ) : (
                  <Table
                    caption={t('ways')}
                    rows={data.items}
                    rowKey={(key) => key.id}
                    columns={[
                      { id: 'source', head: t('head.source'), cell: (key) => key.sourceName },
                      { id: 'service', head: t('head.service'), cell: (key) => key.service ?? '' },
                      {
                        id: 'last',
                        head: t('head.last'),
                        cell: (key) =>
                          key.lastEventAt === null ? t('never') : when(key.lastEventAt, now, zone),
                      },
                      {
                        id: 'made',
                        head: t('head.made'),
                        cell: (key) => `${when(key.createdAt, now, zone)}, ${key.createdBy}`,
                        wideOnly: true,
                      },
                      {
                        id: 'do',
                        head: '',
                        end: true,
                        cell: (key) =>
                          mayEdit ? (
                            <span className={styles.actions}>
                              <Button
                                size="small"
                                aria-label={t('key.new.named', {
                                  source: key.sourceName,
                                  service: key.service ?? '',
                                })}
                                onPress={() => rotate.mutate({ params: { id: key.id } })}
                              >
                                {t('key.new')}
                              </Button>
                              <Button
                                size="small"
                                kind="quiet"
                                aria-label={t('key.remove.named', {
                                  source: key.sourceName,
                                  service: key.service ?? '',
                                })}
                                onPress={() => setRemoving(key)}
                              >
                                {t('key.remove')}
                              </Button>
                            </span>
                          ) : null,
                      },
                    ]}
                  />
                )
              }
            </Read>
          </section>
        ) : null}
        <Channels />
        <Rejected />
      </div>
      {connecting ? (
        <ConnectDialog
          service={address.service}
          onClose={() => {
            setConnecting(false);
            setAddress({ service: undefined });
          }}
          onMade={(key) => {
            setConnecting(false);
            setMade(key);
          }}
        />
      ) : null}
      {made ? <ReadyDialog made={made} onClose={() => setMade(null)} /> : null}
      {removing ? (
        <Confirm
          title={t('key.remove.title')}
          action={t('key.remove')}
          back={t('keep')}
          sending={remove.isPending}
          onConfirm={() => remove.mutate({ params: { id: removing.id } })}
          onClose={() => setRemoving(null)}
        >
          {t('key.remove.text', { source: removing.sourceName, service: removing.service ?? '' })}
        </Confirm>
      ) : null}
    </Screen>
  );
}
