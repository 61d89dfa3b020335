import { configApi, type Drifted } from '#setup/contract';

import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useNow } from '../ui/clock.ts';
import { CopyField } from '../ui/CopyField.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Table } from '../ui/Table.tsx';
import { when } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

/** The installation as a file, and what was changed here since a file was applied. */
export function ConfigSection() {
  const zone = useZone();
  const now = useNow('minute');
  const topics = ['settings', 'oncall', 'services', 'status'];
  const drift = useRead(configApi.drift, {}, { topics });
  return (
    <Section title={t('config')} action={<CopyYaml name={t('config.all')} />}>
      <p className={styles.text}>{t('config.text')}</p>
      <CopyField label={t('config.command')} text="npx evenkeel export > evenkeel.yaml" />
      <Read query={drift} what={t('config.drift')}>
        {({ applied, items }) =>
          applied === null ? null : (
            <>
              <p className={styles.fact}>
                <SeverityShape state={items.length === 0 ? 'ok' : 'sev3'} size={14} />
                {t(items.length === 0 ? 'config.same' : 'config.drifted', {
                  n: items.length,
                  time: when(applied.at, now, zone),
                  by: applied.by,
                })}
              </p>
              {items.length === 0 ? null : (
                <Table
                  stack
                  caption={t('config.drift')}
                  rows={items}
                  rowKey={(one) => `${one.kind} ${one.ref}`}
                  columns={[
                    {
                      id: 'what',
                      head: t('config.object'),
                      cell: (one) => `${t(`config.kind.${one.kind}`)} ${one.ref}`,
                    },
                    { id: 'how', head: t('config.change'), cell: (one) => changeOf(one) },
                  ]}
                />
              )}
            </>
          )
        }
      </Read>
    </Section>
  );
}

function changeOf({ state, fields }: Drifted): string {
  if (state === 'removed') return t('config.removed');
  return fields
    .map(({ name, applied, now }) =>
      t('config.field', { name, was: short(applied), is: short(now) }),
    )
    .join(' ');
}

function short(value: unknown): string {
  const text = value === null ? t('config.nothing') : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
