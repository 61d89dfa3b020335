import type { Simulation } from '#paging/contract';

import { Person } from '../ui/Avatar.tsx';
import { SeverityShape } from '../ui/Severity.tsx';
import { clock, length, ms } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { channelInText } from './channels.ts';
import { t } from './messages.en.ts';
import { heard, isSent } from './walk.ts';

import styles from './WalkWords.module.css';

const most = 14;

interface Told {
  key: string;
  at: string;
  name: string | null;
  text: string;
  bad: boolean;
}

/** One line per person and step: when the first message goes out, and by what. */
function told(simulation: Simulation, zone: string): Told[] {
  const lines = new Map<string, Told>();
  for (const line of simulation.lines) {
    if (line.kind === 'moment') {
      if (line.skipped.length > 0)
        lines.set(`skip${line.round}.${line.step}.${line.at}`, {
          key: `skip${line.round}.${line.step}.${line.at}`,
          at: line.at,
          name: null,
          text: line.skipped.join(' '),
          bad: !line.outsideHours,
        });
      if (line.webhooks.length > 0)
        lines.set(`call${line.round}.${line.step}`, {
          key: `call${line.round}.${line.step}`,
          at: line.at,
          name: null,
          text: t('words.webhook', { name: line.webhooks.join(', ') }),
          bad: false,
        });
      continue;
    }
    const key = `${line.round}.${line.step}.${line.person?.id ?? ''}`;
    const before = lines.get(key);
    const way = channelInText(line.channel ?? '');
    const word = isSent(line) ? way : t('words.unsent', { way });
    if (before) before.text += `, ${word} ${clock(line.at, zone)}`;
    else
      lines.set(key, {
        key,
        at: line.at,
        name: line.person?.name ?? '',
        text: `${line.localTime ? `${line.localTime.split(' ')[2]?.split('/').at(-1)?.replaceAll('_', ' ')} ${line.localTime.split(' ')[1]}: ` : ''}${word}`,
        bad: false,
      });
  }
  return [...lines.values()].toSorted((a, b) => ms(a.at) - ms(b.at));
}

/** The answer in words: how soon somebody hears, who, in which order, and what is wrong with it. */
export function WalkWords({ simulation }: { simulation: Simulation }) {
  const zone = useZone();
  const { people, first, last } = heard(simulation.lines);
  const lines = told(simulation, zone);
  return (
    <div className={styles.words}>
      <p className={styles.small}>{t('inWords')}</p>
      <h2 className={styles.head}>
        {first === null || last === null
          ? t('words.none')
          : `${first - ms(simulation.at) < 1000 ? t('words.once') : t('words.first', { time: length(first - ms(simulation.at)) })} ${t('words.until', { n: people, time: clock(last, zone) })}`}
      </h2>
      <ol className={styles.list}>
        {lines.slice(0, most).map((line) => (
          <li key={line.key} className={styles.line}>
            <time dateTime={line.at}>{clock(line.at, zone)}</time>
            <span>
              {line.bad ? (
                <b className={styles.bad}>
                  <SeverityShape state="sev1" size={14} />
                  {line.text}
                </b>
              ) : line.name === null ? (
                <span className={styles.under}>{line.text}</span>
              ) : (
                <>
                  <Person name={line.name} />
                  <span className={styles.under}>{line.text}</span>
                </>
              )}
            </span>
          </li>
        ))}
      </ol>
      {simulation.warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <SeverityShape state="sev2" />
          {warning}
        </p>
      ))}
    </div>
  );
}
