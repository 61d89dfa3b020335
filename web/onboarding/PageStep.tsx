import { useState } from 'react';

import { pagesApi } from '#paging/contract';

import { words } from '../client/api.ts';
import { useRead, useWrite } from '../client/queries.ts';
import { PageLadder } from '../paging/PageLadder.tsx';
import { Button, Spinner } from '../ui/Button.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { ErrorState } from '../ui/States.tsx';
import { t } from './messages.en.ts';

import styles from './WelcomePage.module.css';

/** A rehearsal through the real chain, each hop as it happens. */
export function PageStep({ onNext }: { onNext: () => void }) {
  const [id, setId] = useState<string | null>(null);
  const send = useWrite(pagesApi.test, {
    touches: ['pages', 'now'],
    onDone: (page) => setId(page.id),
  });
  const page = useRead(
    pagesApi.get,
    { params: { id: id ?? '' } },
    { topics: ['pages'], when: id !== null, every: 2000 },
  );
  const answered = page.data?.state === 'acknowledged' || page.data?.state === 'resolved';
  return (
    <>
      <p className={styles.muted}>{t('page.what')}</p>
      {id === null ? null : (
        <div className={styles.ladder}>
          <p className={styles.note} role="status">
            {answered ? <SeverityShape state="ok" size={16} /> : <Spinner />}
            <b>{answered ? t('page.confirmed') : t('page.waiting')}</b>
          </p>
          <PageLadder pageId={id} />
        </div>
      )}
      {send.isError ? <ErrorState title={t('page.failed', { why: words(send.error) })} /> : null}
      <div className={styles.foot}>
        <span />
        {answered ? (
          <>
            <Button kind="quiet" sending={send.isPending} onPress={() => send.mutate({ body: {} })}>
              {t('page.again')}
            </Button>
            <Button kind="primary" size="hero" onPress={onNext}>
              {t('next')}
            </Button>
          </>
        ) : (
          <>
            <Button kind="quiet" onPress={onNext}>
              {t('later')}
            </Button>
            <Button
              kind="primary"
              size="hero"
              keys="Enter"
              sending={send.isPending}
              onPress={() => send.mutate({ body: {} })}
            >
              {t(id === null ? 'page.send' : 'page.again')}
            </Button>
          </>
        )}
      </div>
    </>
  );
}
