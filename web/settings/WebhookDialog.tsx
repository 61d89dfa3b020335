import { useState } from 'react';

import type { Static } from '#platform/endpoint';
import { type WebhookBody, type WebhookDeliveryBody, webhooksApi } from '#webhooks/contract';

import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Button } from '../ui/Button.tsx';
import { now as clockNow, useNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Empty, ErrorState } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './webhook-messages.en.ts';
import { SecretOnce, WebhookForm } from './WebhookForm.tsx';

import styles from './Settings.module.css';

type Webhook = Static<typeof WebhookBody>;
type Delivery = Static<typeof WebhookDeliveryBody>;

/** How far back "send missed ones again" reaches: as long as deliveries are kept. */
const replayDays = 30;

/** One webhook: what can be done with it, and its last messages. */
export function WebhookDialog({
  webhook,
  mayEdit,
  onClose,
}: {
  webhook: Webhook;
  mayEdit: boolean;
  onClose: () => void;
}) {
  const [editing, setEditing] = useState(false);
  const rotate = useWrite(webhooksApi.rotate, { touches: ['settings'], onFail: sayFailure });
  const zone = useZone();
  const now = useNow('minute');
  if (rotate.data) {
    const until = rotate.data.oldSecretUntil;
    const note = until === null ? '' : t('secret.overlap', { when: when(until, now, zone) });
    return <SecretOnce secret={rotate.data.secret} note={note} onClose={() => rotate.reset()} />;
  }
  if (editing) return <WebhookForm webhook={webhook} onClose={() => setEditing(false)} />;
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={webhook.name}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('close')}
          </Button>
          {mayEdit ? (
            <Button kind="primary" onPress={() => setEditing(true)}>
              {t('edit')}
            </Button>
          ) : null}
        </>
      }
    >
      <div className={styles.form}>
        <p className={styles.text}>
          <code>{webhook.url}</code>
        </p>
        {webhook.reason === null ? null : <ErrorState title={webhook.reason} />}
        {mayEdit ? (
          <Acts
            webhook={webhook}
            onClose={onClose}
            rotating={rotate.isPending}
            onRotate={() => rotate.mutate({ params: { id: webhook.id }, body: {} })}
          />
        ) : null}
        <Deliveries webhook={webhook} mayEdit={mayEdit} />
      </div>
    </Dialog>
  );
}

function Acts({
  webhook,
  rotating,
  onRotate,
  onClose,
}: {
  webhook: Webhook;
  rotating: boolean;
  onRotate: () => void;
  onClose: () => void;
}) {
  const [sure, setSure] = useState(false);
  const params = { id: webhook.id };
  const isOn = webhook.state === 'on';
  const say = { touches: ['settings', 'now'], onFail: sayFailure };
  const update = useWrite(webhooksApi.update, say);
  const test = useWrite(webhooksApi.test, {
    ...say,
    onDone: () => toast({ text: t('test.sent') }),
  });
  const replay = useWrite(webhooksApi.replay, {
    ...say,
    onDone: ({ replayed }) => toast({ text: t('replay.done', { n: replayed }) }),
  });
  const remove = useWrite(webhooksApi.remove, {
    ...say,
    onDone: () => {
      toast({ text: t('removed', { name: webhook.name }) });
      onClose();
    },
  });
  const since = () => new Date(clockNow() - replayDays * 86400e3).toISOString();
  return (
    <div className={styles.actions}>
      {isOn ? (
        <>
          <Button sending={test.isPending} onPress={() => test.mutate({ params })}>
            {t('test')}
          </Button>
          <Button
            sending={replay.isPending}
            onPress={() => replay.mutate({ params, body: { since: since() } })}
          >
            {t('replay')}
          </Button>
        </>
      ) : null}
      <Button
        sending={update.isPending}
        onPress={() =>
          update.mutate({
            params,
            body: { state: isOn ? 'off' : 'on' },
            headers: ifMatch(webhook.version),
          })
        }
      >
        {isOn ? t('off') : t('on')}
      </Button>
      <Button sending={rotating} onPress={onRotate}>
        {t('rotate')}
      </Button>
      <Button
        kind={sure ? 'danger' : 'secondary'}
        sending={remove.isPending}
        onPress={() => (sure ? remove.mutate({ params }) : setSure(true))}
      >
        {sure ? t('remove.sure') : t('remove')}
      </Button>
    </div>
  );
}

function Deliveries({ webhook, mayEdit }: { webhook: Webhook; mayEdit: boolean }) {
  const now = useNow('minute');
  const zone = useZone();
  const deliveries = useRead(
    webhooksApi.deliveries,
    { query: { webhook: webhook.id, limit: 50 } },
    { topics: ['settings'], every: 5000 },
  );
  const again = useWrite(webhooksApi.replayOne, {
    touches: ['settings'],
    onDone: () => toast({ text: t('again.done') }),
    onFail: sayFailure,
  });
  const mayReplay = (one: Delivery) => mayEdit && webhook.state === 'on' && one.state !== 'sending';
  return (
    <section className={styles.section} aria-label={t('deliveries')}>
      <h3 className={styles.sub}>{t('deliveries')}</h3>
      <Read query={deliveries} what={t('deliveries')}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty good title={t('deliveries.none')} />
          ) : (
            <Table
              caption={t('deliveries')}
              dense
              rows={items}
              rowKey={(one) => one.id}
              columns={[
                { id: 'at', head: t('head.at'), cell: (one) => when(one.queuedAt, now, zone) },
                { id: 'type', head: t('head.type'), cell: (one) => <code>{one.type}</code> },
                {
                  id: 'state',
                  head: t('head.state'),
                  cell: (one) => stateWords(one, (at) => when(at, now, zone)),
                },
                {
                  id: 'answer',
                  head: t('head.answer'),
                  cell: (one) =>
                    one.attempts === 0
                      ? null
                      : t('answer.tries', {
                          status: one.lastStatus ?? t('answer.none'),
                          n: one.attempts,
                        }),
                  wideOnly: true,
                },
                {
                  id: 'again',
                  head: '',
                  end: true,
                  cell: (one) =>
                    mayReplay(one) ? (
                      <Button
                        size="small"
                        aria-label={t('again.named', {
                          type: one.type,
                          when: when(one.queuedAt, now, zone),
                        })}
                        onPress={() => again.mutate({ params: { id: one.id } })}
                      >
                        {t('again')}
                      </Button>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Read>
    </section>
  );
}

function stateWords(one: Delivery, at: (instant: string) => string): string {
  const reason = one.reason ?? '';
  if (one.state === 'failed') return t('delivery.failed', { reason });
  if (one.state === 'cancelled') return t('delivery.cancelled', { reason });
  if (one.state === 'waiting' && one.nextAt !== null) {
    return t('delivery.waiting', { when: at(one.nextAt) });
  }
  return one.state === 'delivered' ? t('delivery.delivered') : t('delivery.sending');
}
