import { ringApi } from '#operation/contract';
import type { Static } from '#platform/endpoint';

import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { Table } from '../ui/Table.tsx';
import { toast } from '../ui/Toast.tsx';
import { sayFailure } from './if-match.ts';
import { t } from './ring-messages.en.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

type Ring = Static<typeof ringApi.state.response>;
type RingKey = Ring['keys'][number];

/** Which keys seal the secrets, what each holds, and how the first one takes over. */
export function RingSection() {
  const state = useRead(ringApi.state, {}, { topics: ['settings'] });
  return (
    <Section title={t('title')}>
      <p className={styles.text}>{t('text')}</p>
      <Read query={state} what={t('title')}>
        {(ring) => (
          <>
            <Table
              caption={t('title')}
              rows={ring.keys}
              rowKey={({ name }) => name}
              columns={[
                { id: 'key', head: t('head.key'), cell: ({ name }) => <code>{name}</code> },
                {
                  id: 'state',
                  head: t('head.state'),
                  cell: (key) => <KeyState ring={ring} ringKey={key} />,
                },
                { id: 'where', head: t('head.where'), cell: ({ name }) => holds(ring, name) },
                {
                  id: 'secrets',
                  head: t('head.secrets'),
                  end: true,
                  cell: ({ secrets }) => secrets,
                },
              ]}
            />
            <Reseal ring={ring} />
          </>
        )}
      </Read>
    </Section>
  );
}

function KeyState({ ring, ringKey }: { ring: Ring; ringKey: RingKey }) {
  if (!ringKey.inRing) {
    return (
      <span className={styles.fact}>
        <SeverityShape state="sev1" /> <b>{t('missing')}</b>
      </span>
    );
  }
  if (ringKey.name === ring.current) return t('current');
  return t(ringKey.secrets === 0 ? 'over' : 'opens');
}

/** The places where a key has sealed something, with how much. */
function holds({ places }: Ring, key: string): string {
  const held = places.flatMap(({ name, secrets }) =>
    secrets[key] ? [t('held', { place: name, n: secrets[key] })] : [],
  );
  return held.length === 0 ? t('nothing') : held.join(', ');
}

/** How many secrets keys of the ring other than the first hold, of those that stay or of those that pass. */
function olderSecrets(ring: Ring, lasting: boolean): number {
  const older = ring.keys.filter(({ name, inRing }) => inRing && name !== ring.current);
  return ring.places
    .filter((place) => place.lasting === lasting)
    .flatMap(({ secrets }) => older.map(({ name }) => secrets[name] ?? 0))
    .reduce((sum, one) => sum + one, 0);
}

function Reseal({ ring }: { ring: Ring }) {
  const mayEdit = useMay('settings:write');
  const key = ring.current;
  const left = olderSecrets(ring, true);
  const passing = olderSecrets(ring, false);
  const reseal = useWrite(ringApi.reseal, {
    touches: ['settings'],
    onDone: ({ resealed, current }) => toast({ text: t('done', { n: resealed, key: current }) }),
    onFail: sayFailure,
  });
  const whole = left === 0 && ring.keys.every(({ inRing }) => inRing);
  return (
    <>
      {whole ? (
        <p className={styles.fact}>
          <SeverityShape state="ok" /> {t('whole', { key })}
        </p>
      ) : null}
      {left > 0 ? (
        <p className={styles.warn}>
          <SeverityShape state="sev3" /> {t('left', { n: left, key })}
        </p>
      ) : null}
      {passing > 0 ? <p className={styles.text}>{t('passing', { n: passing })}</p> : null}
      {mayEdit && left > 0 ? (
        <div className={styles.actions}>
          <Button sending={reseal.isPending} onPress={() => reseal.mutate({})}>
            {t('reseal', { key })}
          </Button>
        </div>
      ) : null}
    </>
  );
}
