import { useState } from 'react';

import { statusPagesApi, type ComponentBody, type StatusPageBody } from '#updates/contract';

import { words } from '../client/api.ts';
import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Select } from '../ui/Select.tsx';
import { SeverityShape, type State } from '../ui/Severity.tsx';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { StatusPageForm } from './StatusPageForm.tsx';

import styles from './StatusPages.module.css';

const states = ['operational', 'maintenance', 'degraded', 'partial', 'major'] as const;
type Shown = ComponentBody['state'];

/** The shape of what a part shows, as on the public page. */
const shapes: Record<Shown, State> = {
  operational: 'ok',
  maintenance: 'maintenance',
  degraded: 'sev3',
  partial: 'sev2',
  major: 'sev1',
};

/** Public pages: what each shows now, and parts that can be set by hand. Updates are published from an incident. */
export function StatusPagesPage() {
  const mayEdit = useMay('settings:write');
  const [editing, setEditing] = useState<StatusPageBody | 'new' | null>(null);
  const pages = useRead(
    statusPagesApi.list,
    { query: { limit: 50 } },
    { topics: ['status', 'incidents'] },
  );
  const add = mayEdit ? (
    <Button kind="primary" onPress={() => setEditing('new')}>
      {t('add')}
    </Button>
  ) : undefined;
  return (
    <Screen title={t('title')}>
      <div className={styles.page}>
        <Read query={pages} what={t('what')}>
          {(data) =>
            data.items.length === 0 ? (
              <Empty good={false} title={t('none')} button={add}>
                {t('none.text')}
              </Empty>
            ) : (
              <>
                {data.items.map((page) => (
                  <OnePage
                    key={page.id}
                    page={page}
                    onEdit={mayEdit ? () => setEditing(page) : null}
                  />
                ))}
                <div>{add}</div>
              </>
            )
          }
        </Read>
      </div>
      {editing ? (
        <StatusPageForm
          page={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </Screen>
  );
}

function OnePage({ page, onEdit }: { page: StatusPageBody; onEdit: (() => void) | null }) {
  const zone = useZone();
  const now = useNow('minute');
  const maySet = useMay('updates:write');
  const set = useWrite(statusPagesApi.setComponent, {
    touches: ['status'],
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  return (
    <section aria-label={page.name}>
      <div className={styles.head}>
        <h2>{page.name}</h2>
        <a href={page.url} target="_blank" rel="noreferrer">
          {t('open')}
        </a>
        <a href={`${page.url}/feed.atom`} target="_blank" rel="noreferrer">
          {t('feed')}
        </a>
        <CopyYaml kind="statusPage" id={page.slug} name={page.name} />
        {onEdit ? (
          <Button size="small" aria-label={t('edit.named', { name: page.name })} onPress={onEdit}>
            {t('edit')}
          </Button>
        ) : null}
      </div>
      <Table
        stack
        caption={page.name}
        rows={page.components}
        rowKey={(part) => part.id}
        columns={[
          { id: 'part', head: t('head.part'), cell: (part) => part.name },
          {
            id: 'shows',
            head: t('head.shows'),
            cell: (part) => (
              <span className={styles.fact}>
                <SeverityShape state={shapes[part.state]} />
                {t(`state.${part.state}`)}
                {part.state === 'operational' ? null : (
                  <span className={styles.quiet}>
                    {t('since', { time: when(part.since, now, zone) })}
                  </span>
                )}
              </span>
            ),
          },
          {
            id: 'service',
            head: t('head.service'),
            cell: (part) => (
              <span className={styles.quiet}>{part.service ?? t('part.noService')}</span>
            ),
            wideOnly: true,
          },
          {
            id: 'set',
            head: t('head.set'),
            cell: (part) => (
              <span className={styles.set}>
                <Select
                  label={`${part.name}: ${t('head.set')}`}
                  hideLabel
                  disabled={!maySet}
                  value={part.setState ?? ''}
                  onChange={(next) =>
                    set.mutate({
                      params: { id: page.id, component: part.id },
                      body: { state: next === '' ? null : (next as Shown) },
                    })
                  }
                  options={[
                    { id: '', name: t('follow') },
                    ...states.map((id) => ({ id, name: t(`state.${id}`) })),
                  ]}
                />
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}
