import { MessageSquare, PhoneCall, Smartphone } from 'lucide-react';
import { useState } from 'react';

import { Composer } from '../ui/Composer.tsx';
import { Countdown } from '../ui/Countdown.tsx';
import { EscalationLadder } from '../ui/EscalationLadder.tsx';
import { PhaseStepper } from '../ui/PhaseStepper.tsx';
import { Ruler } from '../ui/Ruler.tsx';
import { ScheduleLane } from '../ui/ScheduleLane.tsx';
import { ErrorState } from '../ui/States.tsx';
import { Timeline, TimelineEntry, type EntryKind } from '../ui/TimelineEntry.tsx';
import { t } from './messages.en.ts';
import { Part } from './Part.tsx';
import { at, now } from './sample.ts';

import styles from './ComponentsPage.module.css';

const entries: [time: string, kind: EntryKind, by: string, text: string][] = [
  ['02:11', 'event', '', 'Declared from alert by Ana as SEV2'],
  ['02:13', 'symptom', 'Ana', '12 % of card payments answer 5xx'],
  ['02:18', 'hypothesis', 'Cai', '4.18.2 cut the pool from 50 to 5'],
  ['02:20', 'update', 'Hana', 'Some card payments fail'],
  ['02:24', 'action', 'Ben', 'Scaled from 6 to 12 pods'],
  ['02:28', 'result', 'Ben', 'No relief, wait still rising'],
  ['02:36', 'decision', 'Ana', 'Roll back to 4.18.1'],
  ['02:38', 'note', 'Eli', 'Receipts wait, none is lost'],
];

function Lane() {
  const [from, to] = [at('00:00'), at('24:00')];
  return (
    <div>
      <ScheduleLane
        label="Final"
        from={from}
        to={to}
        height={32}
        now={now}
        shifts={[
          { from, to: at('02:00'), who: 'Eli', tone: 0 },
          { from: at('02:00'), to: at('05:00'), who: '', kind: 'gap' },
          { from: at('05:00'), to: at('12:00'), who: 'Mira', tone: 1 },
          { from: at('12:00'), to: at('17:00'), who: 'Eli', tone: 0, kind: 'override' },
          { from: at('17:00'), to, who: 'Lena', tone: 2 },
        ]}
      />
      <Ruler from={from} to={to} now={now} />
    </div>
  );
}

/** Whatever stands on the ruler. */
export function Times() {
  const [kind, setKind] = useState<EntryKind>('result');
  const [text, setText] = useState('');
  return (
    <div className={styles.column}>
      <Part name={t('countdown')}>
        <div className={styles.three}>
          <Countdown boxed due={at('02:50')} owner="Hana" />
          <Countdown boxed due={at('02:46:31')} owner="Hana" />
          <Countdown boxed due={at('02:40:49')} owner="Hana" />
        </div>
      </Part>
      <Part name={t('phases')}>
        <PhaseStepper current="mitigate" lengths={{ detect: '48 s', triage: '4 min' }} />
      </Part>
      <Part name={t('entries')}>
        <Timeline label={t('entries')}>
          {entries.map(([time, entry, by, words]) => (
            <TimelineEntry key={time} kind={entry} time={time} by={by}>
              {words}
            </TimelineEntry>
          ))}
        </Timeline>
      </Part>
      <Part name={t('composer')}>
        <Composer
          kind={kind}
          onKind={setKind}
          text={text}
          onText={setText}
          onPost={() => setText('')}
        />
      </Part>
      <Part name={t('lane')}>
        <Lane />
      </Part>
      <Part name={t('ladder')}>
        <EscalationLadder
          label={t('ladder')}
          now={at('02:08:55')}
          rungs={[
            {
              id: 'a',
              at: at('02:07:49'),
              icon: Smartphone,
              words: 'Push, delivered',
              delay: '3 s',
            },
            {
              id: 'b',
              at: at('02:08:49'),
              icon: PhoneCall,
              words: <b>Call is ringing</b>,
              delay: '6 s',
            },
            { id: 'c', at: at('02:10:48'), icon: MessageSquare, words: 'Text message' },
            {
              id: 'd',
              at: at('02:12:48'),
              face: 'Ben Osei',
              words: 'Ben, step 2',
              delay: <b>in 03:53</b>,
            },
          ]}
        />
      </Part>
      <Part name={t('error')}>
        <ErrorState
          title="The list is slow, alerts still arrive"
          requestId="7Q4K-2M"
          onRetry={() => undefined}
        >
          Showing the newest 200.
        </ErrorState>
      </Part>
    </div>
  );
}
