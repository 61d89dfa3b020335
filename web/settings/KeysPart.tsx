import { useState } from 'react';

import { type ApiKey, keysApi } from '#people/contract';
import type { Static } from '#platform/endpoint';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { useMay, useMe } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { now as clockNow, useNow } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { Confirm, Handout } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { FormDialog } from '../ui/FormDialog.tsx';
import { Select } from '../ui/Select.tsx';
import { date, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { sayFailure } from './if-match.ts';
import { ListSection } from './ListSection.tsx';
import { t } from './messages.en.ts';

import styles from './Settings.module.css';

/** Sets of scopes that people mean; the API takes any. */
const scopeSets = {
  all: ['*'],
  read: ['*:read'],
  changes: ['changes:*'],
  respond: ['alerts:*', 'pages:*', 'incidents:*', 'updates:*', 'overview:read'],
} as const;
type ScopeSet = keyof typeof scopeSets;

/** What rights are about, as scopes are chosen one by one. */
const nouns = [
  'alerts',
  'pages',
  'incidents',
  'updates',
  'postmortems',
  'changes',
  'services',
  'schedules',
  'policies',
  'people',
  'teams',
  'keys',
  'audit',
  'settings',
  'overview',
] as const;

/** API keys: what each may, when it was last used, and how to end it. */
export function KeysPart() {
  const zone = useZone();
  const now = useNow('minute');
  const mayEdit = useMay('keys:write');
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Static<typeof ApiKey> | null>(null);
  const keys = useRead(keysApi.list, { query: { limit: 200 } }, { topics: ['settings'] });
  const revoke = useWrite(keysApi.revoke, {
    touches: ['settings'],
    onDone: () => {
      setEnding(null);
      toast({ text: t('key.revoked') });
    },
    onFail: sayFailure,
  });
  const add = mayEdit ? (
    <Button kind="primary" onPress={() => setMaking(true)}>
      {t('key.add')}
    </Button>
  ) : undefined;
  return (
    <ListSection
      title={t('keys')}
      query={keys}
      add={add}
      none={{ good: true, title: t('key.none'), text: t('key.none.text') }}
      columns={[
        { id: 'name', head: t('head.name'), cell: (key) => key.name },
        {
          id: 'person',
          head: t('head.actsAs'),
          cell: (key) => key.person ?? t('key.alone'),
          wideOnly: true,
        },
        {
          id: 'scopes',
          head: t('head.scopes'),
          cell: (key) => <code>{key.scopes.join(' ')}</code>,
        },
        {
          id: 'used',
          head: t('head.used'),
          cell: (key) =>
            key.lastUsedAt === null ? t('key.never') : when(key.lastUsedAt, now, zone),
        },
        {
          id: 'expires',
          head: t('head.expires'),
          cell: (key) =>
            key.revokedAt !== null
              ? t('key.revoked.at', { date: date(key.revokedAt, zone) })
              : key.expiresAt === null
                ? t('key.expires.never')
                : t(Date.parse(key.expiresAt) <= now ? 'key.expired.at' : 'key.expires.at', {
                    date: date(key.expiresAt, zone),
                  }),
          wideOnly: true,
        },
        {
          id: 'end',
          head: '',
          end: true,
          cell: (key) =>
            mayEdit && key.revokedAt === null ? (
              <Button
                size="small"
                aria-label={t('key.revoke.named', { name: key.name })}
                onPress={() => setEnding(key)}
              >
                {t('key.revoke')}
              </Button>
            ) : null,
        },
      ]}
    >
      {making ? <KeyDialog onClose={() => setMaking(false)} /> : null}
      {ending ? (
        <Confirm
          title={t('key.revoke.title', { name: ending.name })}
          action={t('key.revoke')}
          sending={revoke.isPending}
          onConfirm={() => revoke.mutate({ params: { id: ending.id } })}
          onClose={() => setEnding(null)}
        >
          {t('key.revoke.text')}
        </Confirm>
      ) : null}
    </ListSection>
  );
}

function KeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<ScopeSet | 'own'>('all');
  const [own, setOwn] = useState<readonly string[]>([]);
  const [days, setDays] = useState('90');
  const create = useWrite(keysApi.create, { touches: ['settings'] });
  const ready = name.trim() !== '' && (scopes !== 'own' || own.length > 0);
  const make = () =>
    create.mutate({
      body: {
        name: name.trim(),
        scopes: [...(scopes === 'own' ? own : scopeSets[scopes])],
        ...(days !== '0' && {
          expiresAt: new Date(clockNow() + Number(days) * 86400e3).toISOString(),
        }),
      },
    });
  if (create.data) {
    return (
      <Handout title={t('key.once')} onClose={onClose}>
        <CopyField label={t('key.label')} text={create.data.key} />
      </Handout>
    );
  }
  return (
    <FormDialog
      title={t('key.add.title')}
      action={t('key.make')}
      ready={ready}
      sending={create.isPending}
      failure={create.isError && words(create.error)}
      onSubmit={make}
      onClose={onClose}
    >
      <Field
        label={t('key.name')}
        ask={t('key.name.ask')}
        value={name}
        onChange={setName}
        autoFocus
      />
      <Select
        label={t('key.scope')}
        value={scopes}
        onChange={(next) => setScopes(next as ScopeSet | 'own')}
        options={[...(Object.keys(scopeSets) as ScopeSet[]), 'own' as const].map((id) => ({
          id,
          name: t(`key.scope.${id}`),
        }))}
      />
      {scopes === 'own' ? <ScopeBoxes chosen={own} onChange={setOwn} /> : null}
      <Select
        label={t('key.expires')}
        value={days}
        onChange={setDays}
        options={[
          { id: '0', name: t('key.expires.never') },
          ...[30, 90, 365].map((n) => ({ id: String(n), name: t('key.expires.days', { n }) })),
        ]}
      />
    </FormDialog>
  );
}

/** Read and write, thing by thing. A key never may more than the person who makes it. */
function ScopeBoxes({
  chosen,
  onChange,
}: {
  chosen: readonly string[];
  onChange: (scopes: readonly string[]) => void;
}) {
  const me = useMe();
  const held = (scope: string) => me.rights.has(scope);
  const toggle = (scope: string, on: boolean) =>
    onChange(on ? [...chosen, scope] : chosen.filter((one) => one !== scope));
  return (
    <fieldset className={styles.scopes}>
      <legend className="hidden-text">{t('key.scope')}</legend>
      {nouns.map((noun) => (
        <div key={noun} className={styles.scope}>
          <code>{noun}</code>
          {(['read', 'write'] as const).map((action) => (
            <Checkbox
              key={action}
              checked={chosen.includes(`${noun}:${action}`)}
              disabled={!held(`${noun}:${action}`)}
              label={t('key.scope.box', { action: t(`key.${action}`), noun })}
              onChange={(on) => toggle(`${noun}:${action}`, on)}
            >
              {t(`key.${action}`)}
            </Checkbox>
          ))}
        </div>
      ))}
    </fieldset>
  );
}
