import { useState } from 'react';

import { keysApi } from '#people/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { now as clockNow } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { Handout } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { t } from './agent-messages.en.ts';

import styles from './Settings.module.css';

const reads = [
  'agent',
  'overview:read',
  'alerts:read',
  'pages:read',
  'incidents:read',
  'updates:read',
  'changes:read',
  'services:read',
  'schedules:read',
  'policies:read',
  'postmortems:read',
];
const notes = [...reads, 'incidents:write', 'postmortems:write'];
const asks = [...notes, 'pages:write', 'updates:write', 'alerts:write'];

/** What an agent may, each with what stands above it. */
const reach = { read: reads, note: notes, ask: asks, apply: [...asks, 'settings:write'] };
type Reach = keyof typeof reach;

/** A key with the scope `agent`, and how to hand it to a client. */
export function AgentKeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [may, setMay] = useState<Reach>('ask');
  const [days, setDays] = useState('90');
  const create = useWrite(keysApi.create, { touches: ['settings'] });
  const ready = name.trim() !== '';
  const make = () =>
    create.mutate({
      body: {
        name: name.trim(),
        scopes: [...reach[may]],
        expiresAt: new Date(clockNow() + Number(days) * 86400e3).toISOString(),
      },
    });
  if (create.data) return <KeyOnce value={create.data.key} onClose={onClose} />;
  return (
    <FormDialog
      title={t('add.title')}
      action={t('make')}
      ready={ready}
      sending={create.isPending}
      failure={create.isError && words(create.error)}
      onSubmit={make}
      onClose={onClose}
    >
      <Field label={t('name')} ask={t('name.ask')} value={name} onChange={setName} autoFocus />
      <Select
        label={t('may')}
        value={may}
        onChange={(next) => setMay(next as Reach)}
        options={(Object.keys(reach) as Reach[]).map((id) => ({ id, name: t(`may.${id}`) }))}
      />
      <Select
        label={t('expires')}
        value={days}
        onChange={setDays}
        options={[7, 90, 365].map((n) => ({ id: String(n), name: t('expires.days', { n }) }))}
      />
    </FormDialog>
  );
}

function KeyOnce({ value, onClose }: { value: string; onClose: () => void }) {
  const { origin } = window.location;
  const env = { EVENKEEL_URL: origin, EVENKEEL_API_KEY: value };
  const evenkeel = { command: 'npx', args: ['evenkeel', 'mcp'], env };
  return (
    <Handout wide title={t('once')} onClose={onClose}>
      <div className={styles.form}>
        <CopyField label={t('key')} text={value} />
        <h3 className={styles.sub}>{t('client')}</h3>
        <CopyField
          lines
          label={t('client')}
          text={JSON.stringify({ mcpServers: { evenkeel } }, null, 2)}
        />
        <h3 className={styles.sub}>{t('http')}</h3>
        <CopyField lines label={t('http')} text={`${origin}/mcp\nAuthorization: Bearer ${value}`} />
      </div>
    </Handout>
  );
}
