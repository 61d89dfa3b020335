import type { Now } from '#overview/contract';
import { pagesApi } from '#paging/contract';

import { words } from '../client/api.ts';
import { useWrite } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { useShell } from '../client/shell.ts';
import { Button } from '../ui/Button.tsx';
import { useNow } from '../ui/clock.ts';
import { SeverityShape, type State } from '../ui/Severity.tsx';
import { length, ms, when } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';
import { methodName } from './method-name.ts';

import styles from './Now.module.css';

interface ChainLine {
  id: string;
  state: State;
  name: string;
  text: string;
  age?: string | undefined;
}

/** Every link from an event to a ringing phone, as lines; broken ones first. */
function useChainLines(now: Now): ChainLine[] {
  const at = useNow();
  const zone = useZone();
  const { chain, lastEvent } = now;
  const problems = chain.problems.map((problem, index): ChainLine => ({
    id: `problem${index}`,
    state: problem.severity === 'critical' ? 'sev1' : 'sev2',
    name: problem.text,
    text: problem.fix,
  }));
  const working = chain.channels
    .filter((channel) => channel.configured)
    .map((channel) => methodName(channel.id));
  const test = chain.lastTestPage;
  const reached = test !== null && test.seconds !== null;
  return [
    ...problems,
    {
      id: 'events',
      state: lastEvent === null ? 'sev4' : 'ok',
      name: t('link.events'),
      text:
        lastEvent === null
          ? t('link.events.none')
          : t('link.events.last', { source: lastEvent.source }),
      age: lastEvent === null ? undefined : length(at - ms(lastEvent.at)),
    },
    chain.oldestWaitingSeconds > 5
      ? {
          id: 'queue',
          state: 'sev2',
          name: t('link.queue.late'),
          text: t('link.queue.late.text', { time: length(chain.oldestWaitingSeconds * 1000) }),
        }
      : {
          id: 'queue',
          state: 'ok',
          name: t('link.queue'),
          text: t('link.queue.ok'),
          age: t('now'),
        },
    {
      id: 'channels',
      state: working.length > 0 ? 'ok' : 'sev1',
      name: t('link.channels'),
      text: working.length > 0 ? working.join(', ') : t('link.channels.none'),
    },
    {
      id: 'test',
      state: reached ? 'ok' : 'sev4',
      name: t('link.test'),
      text:
        test === null
          ? t('link.test.none')
          : reached
            ? t('link.test.ok', { name: test.person, seconds: test.seconds ?? 0 })
            : t('link.test.other', { name: test.person, state: test.state }),
      age: test === null ? undefined : when(test.at, at, zone),
    },
  ];
}

/** The chain as rows; `brokenOnly` where something else burns. */
export function ChainList({ now, brokenOnly = false }: { now: Now; brokenOnly?: boolean }) {
  const lines = useChainLines(now).filter(
    (line) => !brokenOnly || line.state === 'sev1' || line.state === 'sev2',
  );
  return (
    <>
      <h3 className={styles.chainHead}>{t('chain')}</h3>
      <ul className={styles.chain}>
        {lines.map((line) => (
          <li
            key={line.id}
            className={line.id.startsWith('problem') ? styles.problem : styles.link}
          >
            <SeverityShape state={line.state} />
            <b>{line.name}</b>
            <span className={styles.linkText}>{line.text}</span>
            <span className={styles.linkAge}>{line.age}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Nothing burns: how long, and the proof that it would be heard. */
export function Quiet({ now }: { now: Now }) {
  const at = useNow('minute');
  const zone = useZone();
  const me = useMe();
  const shell = useShell();
  const test = useWrite(pagesApi.test, {
    touches: ['pages', 'now'],
    onDone: () => toast({ text: t.rich('test.sent') }),
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  return (
    <>
      <div className={styles.quiet}>
        <h3>
          {now.quietSince === null
            ? t('quiet.never')
            : t('quiet.for', { time: length(at - ms(now.quietSince)) })}
        </h3>
        <p>
          {now.quietSince === null
            ? t('quiet.first')
            : t('quiet.since', { time: when(now.quietSince, at, zone) })}
        </p>
      </div>
      <ChainList now={now} />
      <div className={styles.actions}>
        <Button sending={test.isPending} onPress={() => test.mutate({ body: { person: me.id } })}>
          {t('testMe')}
        </Button>
        <Button kind="quiet" onPress={() => shell.declare()}>
          {t('declareWhenQuiet')}
        </Button>
      </div>
    </>
  );
}
