import { useState } from 'react';

import { intakeApi, type MadeIngestKey, type SourceBody } from '#intake/contract';
import { servicesApi } from '#services/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { ErrorState, SkeletonRows } from '../ui/States.tsx';
import { t } from './messages.en.ts';

import styles from './IntegrationsPage.module.css';

/** Two questions: what sends, and for which service. */
export function ConnectDialog({
  service: first,
  onClose,
  onMade,
}: {
  service: string | undefined;
  onClose: () => void;
  onMade: (key: MadeIngestKey) => void;
}) {
  const [source, setSource] = useState<SourceBody | null>(null);
  const [search, setSearch] = useState('');
  const [service, setService] = useState(first ?? null);
  const sources = useRead(intakeApi.sources);
  const services = useRead(servicesApi.list, { query: { limit: 200 } });
  const create = useWrite(intakeApi.createKey, {
    touches: ['settings', 'services', 'now'],
    onDone: onMade,
  });
  const chosen = service ?? services.data?.items[0]?.slug ?? null;
  if (source === null) {
    const wanted = search.toLowerCase();
    const found = (sources.data?.items ?? []).filter((one) =>
      `${one.name} ${one.id} ${one.aliases.join(' ')}`.toLowerCase().includes(wanted),
    );
    return (
      <Dialog open wide onClose={onClose} title={t('pick.title')}>
        <div className={styles.pick}>
          <Field
            label={t('pick.search')}
            hideLabel
            type="search"
            ask={t('pick.search')}
            value={search}
            onChange={setSearch}
            autoFocus
          />
          {sources.data ? null : <SkeletonRows rows={4} />}
          <ul className={styles.gallery}>
            {found.map((one) => (
              <li key={one.id}>
                <Button className={styles.source ?? ''} onPress={() => setSource(one)}>
                  {one.name}
                </Button>
              </li>
            ))}
          </ul>
          {sources.data && found.length === 0 ? <p>{t('pick.none')}</p> : null}
        </div>
      </Dialog>
    );
  }
  const none = services.data?.items.length === 0;
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('make.title', { source: source.name })}
      actions={
        <>
          <Button kind="quiet" onPress={() => setSource(null)}>
            {t('back')}
          </Button>
          <Button
            kind="primary"
            sending={create.isPending}
            isDisabled={chosen === null}
            onPress={() =>
              chosen !== null && create.mutate({ body: { service: chosen, source: source.id } })
            }
          >
            {t('make.button')}
          </Button>
        </>
      }
    >
      <div className={styles.pick}>
        {none ? (
          <ErrorState title={t('make.noService')} />
        ) : (
          <Select
            label={t('make.service')}
            value={chosen}
            onChange={setService}
            options={(services.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name }))}
          />
        )}
        {create.isError ? <ErrorState title={words(create.error)} /> : null}
      </div>
    </Dialog>
  );
}
