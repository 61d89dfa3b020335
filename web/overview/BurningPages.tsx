import type { ComponentProps } from 'react';

import type { Now } from '#overview/contract';
import { pagesApi } from '#paging/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { now as clockNow, useNow } from '../ui/clock.ts';
import { Link } from '../ui/Link.tsx';
import { FactRow, List } from '../ui/Row.tsx';
import { alertState, SeverityShape, stateShort } from '../ui/Severity.tsx';
import { clock, length, ms, running } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './Now.module.css';

type Page = Now['pages'][number];

/** Takes a page for the reader, and says what that spares whom. */
export function useTakePage(): { take: (page: Page) => void; taking: boolean } {
  const zone = useZone();
  const undo = useWrite(pagesApi.unacknowledge, { touches: ['pages', 'alerts', 'now'] });
  const write = useWrite(pagesApi.acknowledge, { touches: ['pages', 'alerts', 'now'] });
  return {
    taking: write.isPending,
    take: (page) =>
      write.mutate(
        { params: { id: page.id }, body: {} },
        {
          onSuccess: () => {
            const next = page.nextTargets[0];
            toast({
              text: t.rich('page.taken.toast', {
                time: clock(clockNow(), zone, true),
                next: next ? t('page.next.spared', { name: next }) : t('page.nobody.called'),
              }),
              undo: () => undo.mutate({ params: { id: page.id }, body: {} }),
            });
          },
          onError: (error) => toast({ text: words(error), state: 'sev2' }),
        },
      ),
  };
}

function nextWords(page: Page, now: number): string {
  if (page.exhausted) return t('page.over');
  if (page.nextStepAt === null) return t('page.waits');
  const name = page.nextTargets[0] ?? t('nobody');
  const left = ms(page.nextStepAt) - now;
  return left > 0 ? t('page.next', { name, time: running(left) }) : t('page.next.soon', { name });
}

function toldWords(page: Page, now: number): string {
  if (page.lastPaged === null) return t('page.told.nobody');
  const values = {
    name: page.lastPaged.person.name.split(' ')[0] ?? '',
    time: length(now - ms(page.lastPaged.at)),
  };
  return page.exhausted ? t('page.exhausted', values) : t('page.told', values);
}

/** Where a page leads: its alert, if it has one. */
function pageHref(page: Page): string {
  return page.alert ? `/alerts/${page.alert.ref}` : `/alerts`;
}

/** The oldest page nobody has taken, loud when no incident is. */
export function HotPage({ page }: { page: Page }) {
  const now = useNow();
  const zone = useZone();
  const { take, taking } = useTakePage();
  const state = alertState(page.severity);
  return (
    <article className={styles.hot} data-state={state}>
      <header className={styles.hotHead}>
        <SeverityShape state={state} />
        <b>{stateShort(state)}</b>
        <span className={styles.muted}>{page.service}</span>
        <span className={styles.hotSince}>{t('since', { time: clock(page.openedAt, zone) })}</span>
      </header>
      <h3 className={styles.hotTitle}>
        <Link ink href={pageHref(page)}>
          {page.title}
        </Link>
      </h3>
      <p className={styles.impact}>{toldWords(page, now)}</p>
      <div className={styles.hotAction}>
        <b>{nextWords(page, now)}</b>
        <Button kind="primary" size="hero" keys="1" sending={taking} onPress={() => take(page)}>
          {t('page.acknowledge')}
        </Button>
      </div>
    </article>
  );
}

/** Pages nobody has taken: who was told, who is next and when. */
export function PageRows({ pages }: { pages: readonly Page[] }) {
  const now = useNow();
  const { take, taking } = useTakePage();
  if (pages.length === 0) return null;
  return (
    <List>
      {pages.map((page) => (
        <PageRow
          key={page.id}
          page={page}
          text={toldWords(page, now)}
          right={<b>{nextWords(page, now)}</b>}
          rightBelow={
            <Button kind="link" isDisabled={taking} onPress={() => take(page)}>
              {t('page.take')}
            </Button>
          }
        />
      ))}
    </List>
  );
}

/** Pages somebody has taken and that still burn: who has them, and since when. */
export function TakenRows({ pages }: { pages: readonly Page[] }) {
  const zone = useZone();
  if (pages.length === 0) return null;
  return (
    <List>
      {pages.map((page) => (
        <PageRow
          key={page.id}
          page={page}
          text={t('since', { time: clock(page.openedAt, zone) })}
          right={page.acknowledgedBy ? t('page.inHand', { name: page.acknowledgedBy.name }) : null}
        />
      ))}
    </List>
  );
}

function PageRow({
  page,
  ...beside
}: { page: Page } & Pick<ComponentProps<typeof FactRow>, 'text' | 'right' | 'rightBelow'>) {
  const state = alertState(page.severity);
  return (
    <FactRow
      mark={<SeverityShape state={state} label={stateShort(state)} />}
      title={
        <Link ink href={pageHref(page)}>
          {page.service ? <b>{page.service} </b> : null}
          {page.title}
        </Link>
      }
      {...beside}
    />
  );
}
