import { useState } from 'react';

import {
  retentionApi,
  type RetentionKind,
  type RetentionPreview,
  type RetentionState,
} from '#operation/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { ErrorState } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { date, parseDuration, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { ifMatch } from './if-match.ts';
import { t } from './retention-messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

type Keep = Partial<Record<RetentionKind, string | null>>;
type Kind = RetentionState['kinds'][number];

const topics = ['settings'];
const offered = ['3d', '7d', '14d', '30d', '60d', '90d', '180d', '365d', '730d', '1825d'];
const ever = 'ever';

/** How long each kind of rows is kept. A change shows what it lets go before it is made. */
export function RetentionSection() {
  const state = useRead(retentionApi.get, {}, { topics });
  return (
    <Section title={t('title')}>
      <p className={styles.text}>{t('text')}</p>
      <Read query={state} what={t('title')}>
        {(retention) => <Kinds key={retention.version} retention={retention} />}
      </Read>
    </Section>
  );
}

function Kinds({ retention }: { retention: RetentionState }) {
  const owner = useMay('owners:write');
  const [change, setChange] = useState<Keep>({});
  const [asking, setAsking] = useState(false);
  const set = ({ kind, keep }: Kind, next: string) => {
    const { [kind]: _, ...rest } = change;
    const value = next === ever ? null : next;
    setChange(value === keep ? rest : { ...rest, [kind]: value });
  };
  return (
    <>
      <Table
        caption={t('title')}
        rows={retention.kinds}
        rowKey={({ kind }) => kind}
        columns={[
          { id: 'kind', head: t('head.kind'), cell: ({ kind }) => <KindName kind={kind} /> },
          {
            id: 'keep',
            head: t('head.keep'),
            width: '180px',
            cell: (one) =>
              owner ? (
                <Select
                  label={t('keep.of', { kind: t(`kind.${one.kind}`) })}
                  hideLabel
                  value={(one.kind in change ? change[one.kind] : one.keep) ?? ever}
                  options={optionsOf(one)}
                  onChange={(next) => set(one, next)}
                />
              ) : (
                lengthOf(one.keep)
              ),
          },
        ]}
      />
      <LastTime retention={retention} />
      {owner ? (
        <div className={styles.actions}>
          <Button
            kind="primary"
            isDisabled={Object.keys(change).length === 0}
            onPress={() => setAsking(true)}
          >
            {t('see')}
          </Button>
        </div>
      ) : null}
      {asking ? (
        <PreviewDialog keep={change} version={retention.version} onClose={() => setAsking(false)} />
      ) : null}
    </>
  );
}

function KindName({ kind }: { kind: RetentionKind }) {
  return (
    <span className={styles.grow}>
      <span>{t(`kind.${kind}`)}</span>
      <span className={styles.about}>{t(`about.${kind}`)}</span>
    </span>
  );
}

function LastTime({ retention: { last } }: { retention: RetentionState }) {
  const zone = useZone();
  const now = useNow('minute');
  if (last === null) return <p className={styles.text}>{t('last.none')}</p>;
  const what = last.deleted
    .map(({ kind, rows }) => t('last.kind', { rows, kind: t(`kind.${kind}`).toLowerCase() }))
    .join(', ');
  return <p className={styles.text}>{t('last', { when: when(last.at, now, zone), what })}</p>;
}

function PreviewDialog({
  keep,
  version,
  onClose,
}: {
  keep: Keep;
  version: number;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState('');
  const preview = useRead(retentionApi.preview, { body: { keep } });
  const save = useWrite(retentionApi.edit, {
    touches: topics,
    onDone: () => {
      toast({ text: t('saved') });
      onClose();
    },
    // What grew old meanwhile is looked at again.
    onFail: () => void preview.refetch(),
  });
  const rows = preview.data?.rows ?? 0;
  const ready = preview.isSuccess && (rows === 0 || typed.trim() === String(rows));
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title={t('preview.title')}
      actions={
        <>
          <Button kind="quiet" onPress={onClose}>
            {t('cancel')}
          </Button>
          <Button
            kind="primary"
            sending={save.isPending}
            isDisabled={!ready}
            onPress={() =>
              save.mutate({ body: { keep, deletes: rows }, headers: ifMatch(version) })
            }
          >
            {rows === 0 ? t('save') : t('save.delete', { n: rows })}
          </Button>
        </>
      }
    >
      <Read query={preview} what={t('preview.title')}>
        {(seen) => <WhatGoes preview={seen} />}
      </Read>
      {rows > 0 ? (
        <Field
          label={t('type', { n: String(rows) })}
          value={typed}
          onChange={setTyped}
          inputMode="numeric"
        />
      ) : null}
      {save.isError ? <ErrorState title={words(save.error)} /> : null}
    </Dialog>
  );
}

function WhatGoes({ preview: { rows, kinds } }: { preview: RetentionPreview }) {
  const zone = useZone();
  const going = kinds.filter(({ shorter }) => shorter);
  const beside = kinds.some((one) => !one.shorter && one.rows > 0);
  return (
    <>
      <p className={styles.text}>
        {rows === 0 ? t('preview.nothing') : t.rich('preview.text', { n: rows })}
        {rows > 0 && beside ? ` ${t('preview.also')}` : ''}
      </p>
      {going.length === 0 ? null : (
        <Table
          caption={t('preview.title')}
          rows={going}
          rowKey={({ kind }) => kind}
          dense
          columns={[
            { id: 'kind', head: t('head.kind'), cell: ({ kind }) => t(`kind.${kind}`) },
            { id: 'rows', head: t('head.rows'), end: true, cell: (one) => one.rows },
            {
              id: 'ages',
              head: t('head.ages'),
              cell: ({ oldest, newest }) =>
                oldest === null || newest === null
                  ? ''
                  : `${date(oldest, zone)} – ${date(newest, zone)}`,
            },
          ]}
        />
      )}
    </>
  );
}

function optionsOf({ keep, default: usual, least }: Kind) {
  const seconds = (text: string) => parseDuration(text);
  const lengths = [...new Set([...offered, ...[keep, usual, least].filter((one) => one !== null)])]
    .filter((one) => seconds(one) >= seconds(least))
    .toSorted((a, b) => seconds(a) - seconds(b));
  return [
    ...lengths.map((id) => ({ id, name: lengthOf(id), ...(id === usual && { hint: t('usual') }) })),
    { id: ever, name: t('ever'), ...(usual === null && { hint: t('usual') }) },
  ];
}

function lengthOf(keep: string | null): string {
  if (keep === null) return t('ever');
  const days = /^(\d+)d$/.exec(keep)?.[1];
  return days === undefined ? keep : t('days', { n: Number(days) });
}
