import type { Policy, Simulation } from '#paging/contract';

import { SimulatedWalk, type WalkStep } from '../ui/SimulatedWalk.tsx';
import { asleepHours, city, clock, length, parseDuration } from '../ui/time.ts';
import { channelIcon, channelInText } from './channels.ts';
import { t } from './messages.en.ts';
import { useTargets } from './useTargets.ts';
import { walkOf } from './walk.ts';

import styles from './PolicyPage.module.css';

/** "Push, call +1 min, text message +3 min". */
function how(sent: readonly { at: number; channel: string }[], from: number): string {
  const seen = new Set<string>();
  const parts = sent.flatMap((message) => {
    const late = message.at - from;
    const part =
      late > 1000
        ? `${channelInText(message.channel)} +${length(late)}`
        : channelInText(message.channel);
    if (seen.has(part)) return [];
    seen.add(part);
    return [part];
  });
  return parts.join(', ');
}

/** The first round, drawn: waits as bars, messages as ticks, what is empty hatched. */
export function Walk({ simulation, steps }: { simulation: Simulation; steps: Policy['steps'] }) {
  const { nameOf } = useTargets();
  const walk = walkOf(
    simulation.lines,
    steps.map((step) => parseDuration(step.delay)),
  );
  const [first] = walk;
  const end = Math.max(...walk.map((step) => step.to));
  if (!first || !Number.isFinite(end)) return <p className={styles.small}>{t('words.none')}</p>;
  const rows = walk.map((one): WalkStep => {
    const step = steps[one.step - 1];
    const person = one.people[0];
    const who =
      one.people.length > 1 || !person
        ? one.people.map((each) => each.name.split(' ')[0]).join(', ')
        : `${person.name.split(' ')[0]}, ${person.zone ? `${t(asleepHours(person.at, person.zone) ? 'hours.asleep' : 'hours.awake')}, ${city(person.zone)} ${clock(person.at, person.zone)}` : ''}`;
    return {
      id: String(one.step),
      number: one.step,
      title: step ? step.targets.map(nameOf).join(', ') || t('target.none') : '',
      under: step ? t('wait', { time: length(parseDuration(step.delay)) }) : '',
      from: one.from,
      to: one.to,
      sent: ticks(one.sent),
      who,
      how: [
        how(one.sent, one.from),
        ...one.unsent.map((channel) => t('words.unsent', { way: channelInText(channel) })),
      ]
        .filter(Boolean)
        .join(', '),
      empty: one.empty,
      ...(one.movedFrom !== null && !one.empty && { movedFrom: one.movedFrom }),
    };
  });
  return (
    <div className={styles.walk}>
      <SimulatedWalk steps={rows} from={first.from} to={end} label={t('simulated')} />
    </div>
  );
}

/** Messages of one moment share a tick; each channel is drawn once. */
function ticks(sent: readonly { at: number; channel: string; person: string }[]): WalkStep['sent'] {
  const found = new Map<number, { at: number; channels: Set<string>; what: string[] }>();
  for (const message of sent) {
    const at = Math.round(message.at / 10e3) * 10e3;
    const tick = found.get(at) ?? { at: message.at, channels: new Set<string>(), what: [] };
    tick.channels.add(message.channel);
    tick.what.push(`${channelInText(message.channel)} ${message.person}`);
    found.set(at, tick);
  }
  return [...found.values()].map((tick) => ({
    at: tick.at,
    icons: [...tick.channels].map(channelIcon),
    what: tick.what.join(', '),
  }));
}
