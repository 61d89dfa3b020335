import { CircleAlert, Moon, Users } from 'lucide-react';

import type { NotificationBody } from '#delivery/contract';
import { pagesApi, type PageDetail } from '#paging/contract';

import { useNames, withNames } from '../client/names.ts';
import { useRead } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { useMe } from '../client/session.ts';
import { useNow } from '../ui/clock.ts';
import { EscalationLadder, type Rung } from '../ui/EscalationLadder.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { clock, length, ms, running } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { channelIcon, channelWord } from './channels.ts';
import { t } from './messages.en.ts';

import styles from './PageLadder.module.css';

type Sent = NotificationBody;

/** When it went out, else when it is due. */
function momentOf(sent: Sent): number {
  const last = sent.attempts.at(-1);
  return last ? ms(last.at) : ms(sent.dueAt);
}

function stateOf(sent: Sent, zone: string): string {
  if (sent.confirmedAt !== null)
    return t('state.confirmed', { time: clock(sent.confirmedAt, zone, true) });
  const state = t(`state.${sent.state}`);
  const why =
    sent.attempts.at(-1)?.error ??
    (sent.state === 'cancelled' || sent.state === 'failed' ? sent.reason : null);
  return why ? t('state.why', { state, why }) : state;
}

/** Lines of the log that name a step; each begins a group. */
const fired = new Set(['stepFired', 'stepEmpty', 'fallback']);

function rungsOf(
  page: PageDetail,
  sent: readonly Sent[],
  at: { now: number; zone: string; me: string; nameOf: (email: string) => string | null },
): Rung[] {
  const log = page.log.map((line, index): Rung => {
    const [one] = line.people;
    const single = line.kind === 'stepFired' && line.people.length === 1 && one !== undefined;
    const step =
      page.rounds > 1 && line.round > 1
        ? t('step.round', { n: line.step, round: line.round })
        : t('step', { n: line.step });
    return {
      id: `log${index}`,
      at: ms(line.at),
      ...(single
        ? { face: one.name, own: one.email === at.me }
        : fired.has(line.kind) && line.people.length > 1
          ? { icon: Users }
          : line.kind === 'snoozed'
            ? { icon: Moon }
            : mark(line.kind)),
      words: single ? t.rich('paged', { name: one.name }) : withNames(line.text, at.nameOf),
      ...(fired.has(line.kind) && { head: line.kind === 'fallback' ? t('fallback') : step }),
    };
  });
  const messages = sent.map((one): Rung => ({
    id: one.id,
    at: momentOf(one),
    icon: channelIcon(one.method.kind),
    ...(one.state === 'failed' || one.state === 'undelivered'
      ? { shape: 'sev1' as const }
      : one.confirmedAt !== null
        ? { shape: 'ok' as const }
        : {}),
    words: t('message.to', {
      what: channelWord(one.method.kind),
      name: one.personName.split(' ')[0] ?? '',
    }),
    under: stateOf(one, at.zone),
    ...(one.attempts[0] && { delay: length(ms(one.attempts[0].at) - ms(one.dueAt)) }),
  }));
  const ahead =
    page.state === 'triggered' && !page.exhausted
      ? near(page).map((step, index): Rung => {
          const left = ms(step.at) - at.now;
          const time = <b key="in">{running(Math.max(0, left))}</b>;
          const first = index === 0;
          const values = { n: step.step, round: step.round };
          return {
            id: `ahead${index}`,
            at: Math.max(ms(step.at), at.now + 1),
            icon: Users,
            words: step.targets.join(', '),
            head:
              step.kind === 'exhaust'
                ? first
                  ? t.rich('fallback.in', { time })
                  : t('fallback')
                : step.round > page.round && !first
                  ? t('again', { round: step.round })
                  : step.round > 1
                    ? first
                      ? t.rich('step.round.in', { ...values, time })
                      : t('step.round', values)
                    : first
                      ? t.rich('step.in', { n: step.step, time })
                      : t('step', values),
          };
        })
      : [];
  return [...[...log, ...messages].toSorted((a, b) => a.at - b.at), ...ahead];
}

/** What comes in this round, then the first of what repeats: the rest is the same again. */
function near(page: PageDetail): PageDetail['ahead'] {
  const here = page.ahead.filter((step) => step.kind === 'step' && step.round === page.round);
  const later = page.ahead.filter((step) => step.kind === 'step' && step.round > page.round);
  const end = page.ahead.filter((step) => step.kind !== 'step');
  return [...here, ...later.slice(0, 1), ...end];
}

function mark(kind: string): Partial<Rung> {
  if (kind === 'acknowledged' || kind === 'resolved' || kind === 'renewed' || kind === 'takenOver')
    return { shape: 'ok' };
  if (
    kind === 'stepEmpty' ||
    kind === 'unreachable' ||
    kind === 'policyEmpty' ||
    kind === 'exhausted' ||
    kind === 'undeliverable'
  )
    return { shape: 'sev1' };
  return { icon: CircleAlert };
}

/** A page as a ladder: who was told by what and with what result, now, and who would be next. */
export function PageLadder({ pageId }: { pageId: string }) {
  const now = useNow();
  const zone = useZone();
  const me = useMe();
  const nameOf = useNames();
  const params = { id: pageId };
  const page = useRead(pagesApi.get, { params }, { topics: ['pages'] });
  const sent = useRead(
    pagesApi.notifications,
    { params, query: { limit: 100 } },
    { topics: ['pages'] },
  );
  return (
    <Read
      query={page}
      what={t('told.what')}
      skeleton={<SkeletonRows rows={5} height={32} />}
      stale={false}
    >
      {(data) => (
        <>
          <p className={styles.policy}>
            {data.policyName ? t('told.policy', { name: data.policyName }) : t('told.noPolicy')}
          </p>
          <EscalationLadder
            label={t('told')}
            now={now}
            rungs={rungsOf(data, sent.data?.items ?? [], { now, zone, me: me.email, nameOf })}
          />
        </>
      )}
    </Read>
  );
}
