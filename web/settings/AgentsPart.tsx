import { useState } from 'react';

import type { Static } from '#platform/endpoint';
import { type ProposalBody, proposalsApi } from '#proposals/contract';

import { useAddress } from '../client/address.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMay } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { Empty } from '../ui/States.tsx';
import { Table } from '../ui/Table.tsx';
import { clock, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './agent-messages.en.ts';
import { AgentKeyDialog } from './AgentKeyDialog.tsx';
import { sayFailure } from './if-match.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

type Proposal = Static<typeof ProposalBody>;

/** What agents ask for, and keys for them. The link that an agent hands out ends here. */
export function AgentsPart() {
  const mayMake = useMay('keys:write');
  const [making, setMaking] = useState(false);
  const [{ proposal: linked }] = useAddress<'proposal'>();
  const query = { limit: 100 };
  const proposals = useRead(proposalsApi.list, { query }, { topics: ['proposals'], every: 15_000 });
  const add = mayMake ? <Button onPress={() => setMaking(true)}>{t('add')}</Button> : undefined;
  return (
    <>
      <Section title={t('waiting')} action={add}>
        <Read query={proposals} what={t('agents')}>
          {({ items }) => <Waiting items={items} linked={linked} />}
        </Read>
      </Section>
      <Section title={t('past')}>
        <Read query={proposals} what={t('agents')}>
          {({ items }) => <Past items={items.filter(({ state }) => state !== 'pending')} />}
        </Read>
      </Section>
      {making ? <AgentKeyDialog onClose={() => setMaking(false)} /> : null}
    </>
  );
}

/** The one whose link was followed comes first. */
function Waiting({ items, linked }: { items: readonly Proposal[]; linked: string | undefined }) {
  const pending = items
    .filter(({ state }) => state === 'pending')
    .toSorted((a, b) => Number(b.id === linked) - Number(a.id === linked));
  if (pending.length === 0) {
    return (
      <Empty good title={t('none')}>
        {t('none.text')}
      </Empty>
    );
  }
  return (
    <ul className={styles.stack}>
      {pending.map((one) => (
        <li key={one.id}>
          <Asked proposal={one} />
        </li>
      ))}
    </ul>
  );
}

function Asked({ proposal }: { proposal: Proposal }) {
  const zone = useZone();
  const params = { id: proposal.id };
  const what = proposal.summary;
  const decided = { touches: ['proposals', 'now'], onFail: sayFailure };
  const confirm = useWrite(proposalsApi.confirm, {
    ...decided,
    onDone: () => toast({ text: t('confirmed') }),
  });
  const decline = useWrite(proposalsApi.decline, {
    ...decided,
    onDone: () => toast({ text: t('declined') }),
  });
  return (
    <div className={styles.row}>
      <div className={styles.grow}>
        <b>{what}</b>
        <span className={styles.meta}>
          {t('asks', { agent: proposal.by, when: clock(proposal.expiresAt, zone) })}
        </span>
        {proposal.reason === null ? null : (
          <span className={styles.text}>{t('why', { reason: proposal.reason })}</span>
        )}
        {proposal.detail.length > 0 ? (
          <ul className={styles.text} aria-label={t('detail')}>
            {proposal.detail.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        ) : null}
      </div>
      <div className={styles.actions}>
        <Button
          aria-label={t('decline.named', { what })}
          sending={decline.isPending}
          onPress={() => decline.mutate({ params })}
        >
          {t('decline')}
        </Button>
        <Button
          kind="primary"
          aria-label={t('confirm.named', { what })}
          sending={confirm.isPending}
          onPress={() => confirm.mutate({ params })}
        >
          {t('confirm')}
        </Button>
      </div>
    </div>
  );
}

function Past({ items }: { items: readonly Proposal[] }) {
  const now = useNow('minute');
  const zone = useZone();
  if (items.length === 0) return <Empty good title={t('past.none')} />;
  return (
    <Table
      caption={t('past')}
      rows={items}
      rowKey={(one) => one.id}
      columns={[
        { id: 'what', head: t('head.what'), cell: (one) => one.summary },
        { id: 'state', head: t('head.state'), cell: stateWords },
        { id: 'agent', head: t('head.agent'), cell: (one) => one.by, wideOnly: true },
        {
          id: 'when',
          head: t('head.when'),
          cell: (one) => when(one.requestedAt, now, zone),
          wideOnly: true,
        },
      ]}
    />
  );
}

function stateWords(one: Proposal): string {
  const who = one.decidedBy ?? '';
  if (one.state === 'confirmed') return t('state.confirmed', { who });
  return one.state === 'declined' ? t('state.declined', { who }) : t('state.expired');
}
