import { useState } from 'react';

import type { Static } from '#platform/endpoint';
import { type WebhookBody, webhooksApi } from '#webhooks/contract';

import { useRead } from '../client/queries.ts';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { SeverityShape } from '../ui/Severity.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { ListSection } from './ListSection.tsx';
import { t } from './webhook-messages.en.ts';
import { WebhookDialog } from './WebhookDialog.tsx';
import { WebhookForm } from './WebhookForm.tsx';

import styles from './Settings.module.css';

type Webhook = Static<typeof WebhookBody>;

/** Outgoing webhooks: whether they get through, and what was sent. */
export function WebhooksPart() {
  const mayEdit = useMay('settings:write');
  const [making, setMaking] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const query = { limit: 200 };
  const webhooks = useRead(webhooksApi.list, { query }, { topics: ['settings'] });
  const open = webhooks.data?.items.find((one) => one.id === openId);
  const add = mayEdit ? (
    <Button kind="primary" onPress={() => setMaking(true)}>
      {t('add')}
    </Button>
  ) : undefined;
  return (
    <ListSection
      title={t('webhooks')}
      query={webhooks}
      add={add}
      yaml="webhook"
      none={{ good: true, title: t('none'), text: t('none.text') }}
      columns={[
        { id: 'name', head: t('head.name'), cell: (one) => one.name },
        { id: 'state', head: t('head.state'), cell: (one) => <State of={one} /> },
        {
          id: 'events',
          head: t('head.events'),
          cell: (one) => (one.events.includes('*') ? t('everything') : one.events.join(', ')),
          wideOnly: true,
        },
        {
          id: 'waiting',
          head: t('head.waiting'),
          end: true,
          cell: (one) => one.waiting,
          wideOnly: true,
        },
        {
          id: 'open',
          head: '',
          end: true,
          cell: (one) => (
            <Button
              size="small"
              aria-label={t('open.named', { name: one.name })}
              onPress={() => setOpenId(one.id)}
            >
              {t('open')}
            </Button>
          ),
        },
      ]}
    >
      {making ? <WebhookForm webhook={null} onClose={() => setMaking(false)} /> : null}
      {open ? (
        <WebhookDialog webhook={open} mayEdit={mayEdit} onClose={() => setOpenId(null)} />
      ) : null}
    </ListSection>
  );
}

/** On, off, or not getting through: in words, and red when somebody has to look. */
function State({ of: webhook }: { of: Webhook }) {
  const now = useNow('minute');
  const zone = useZone();
  if (webhook.state === 'off') return t('state.off');
  const bad = webhook.state === 'failed' || webhook.failingSince !== null;
  return (
    <span className={styles.fact}>
      <SeverityShape state={bad ? 'sev2' : 'ok'} />
      {webhook.state === 'failed'
        ? t('state.failed')
        : webhook.failingSince !== null
          ? t('state.failing', { when: when(webhook.failingSince, now, zone) })
          : webhook.lastSuccessAt === null
            ? t('state.new')
            : t('state.heard', { when: when(webhook.lastSuccessAt, now, zone) })}
    </span>
  );
}
