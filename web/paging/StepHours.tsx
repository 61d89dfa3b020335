import { X } from 'lucide-react';

import type { StepWindow } from '#paging/contract';

import { IconButton } from '../ui/Button.tsx';
import { ChipButton } from '../ui/Chip.tsx';
import { Field } from '../ui/Field.tsx';
import { t } from './messages.en.ts';

import styles from './PolicyPage.module.css';

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Working days, nine to five. */
export function officeHours(timezone: string): StepWindow {
  return { timezone, start: '09:00', end: '17:00', days: days.slice(0, 5) };
}

const clock = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** The hours in which a step fires; outside of them the next one goes on at once. */
export function StepHours({
  when,
  onChange,
}: {
  when: StepWindow;
  onChange: (when: StepWindow | null) => void;
}) {
  const chosen = when.days ?? [...days];
  const press = (day: (typeof days)[number], on: boolean) => {
    const next = days.filter((one) => (one === day ? on : chosen.includes(one)));
    if (next.length === 0) return;
    const { days: _, ...rest } = when;
    onChange(next.length === 7 ? rest : { ...rest, days: next });
  };
  const bad = (time: string) => (clock.test(time) ? undefined : t('hours.bad'));
  return (
    <div className={styles.hours} role="group" aria-label={t('hours')}>
      <span className={styles.hoursText}>{t('hours')}</span>
      <Field
        className={styles.delay ?? ''}
        label={t('hours.start')}
        value={when.start}
        onChange={(start) => onChange({ ...when, start })}
        error={bad(when.start)}
      />
      <Field
        className={styles.delay ?? ''}
        label={t('hours.end')}
        value={when.end}
        onChange={(end) => onChange({ ...when, end })}
        error={bad(when.end)}
      />
      <span className={styles.days}>
        {days.map((day) => (
          <ChipButton key={day} on={chosen.includes(day)} onChange={(on) => press(day, on)}>
            {t(`day.${day}`)}
          </ChipButton>
        ))}
      </span>
      <Field
        className={styles.zone ?? ''}
        label={t('hours.zone')}
        value={when.timezone}
        onChange={(timezone) => onChange({ ...when, timezone })}
      />
      <IconButton icon={X} label={t('hours.out')} onPress={() => onChange(null)} />
    </div>
  );
}
