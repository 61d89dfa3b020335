import { peopleApi } from '#people/contract';

import { useRead } from '../client/queries.ts';
import { fromLocalText, localText } from '../oncall/range.ts';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { clock, day, fields, instantOf } from '../ui/time.ts';
import { useZone } from '../ui/zone.tsx';
import { t } from './messages.en.ts';

import styles from './PolicyPage.module.css';

export interface Assumed {
  /** ms */
  at: number;
  urgency: 'high' | 'low';
  /** Address of whoever answers after four minutes; null: nobody does. */
  answer: string | null;
}

interface QuestionProps {
  assumed: Assumed;
  /** When the screen was opened: "now". */
  opened: number;
  /** An answer can be assumed only of what is saved. */
  mayAnswer: boolean;
  onChange: (change: {
    at?: string | undefined;
    urgency?: string | undefined;
    answer?: string | undefined;
  }) => void;
}

/** The question is the form: "Who gets paged on Sun 29 Nov, 03:12, urgent, if nobody answers?" */
export function Question({ assumed, opened, mayAnswer, onChange }: QuestionProps) {
  const zone = useZone();
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const f = fields(opened, zone);
  const night = instantOf(zone, [f.year, f.month, f.hour >= 3 ? f.day + 1 : f.day, 3, 12]);
  const toSunday = f.weekday === 0 ? 7 : 7 - f.weekday;
  const sunday = instantOf(zone, [f.year, f.month, f.day + toSunday, 3, 12]);
  const words = (at: number) => `${day(at, zone)}, ${clock(at, zone)}`;
  const times = [...new Set([opened, night, sunday, assumed.at])].toSorted((a, b) => a - b);
  const options = times.map((at) => ({
    id: String(at),
    name: at === opened ? `${t('ask.now')}, ${clock(at, zone)}` : words(at),
  }));
  const answers = [
    { id: '', name: t('answer.nobody') },
    ...(people.data?.items ?? []).map((person) => ({
      id: person.email,
      name: t('answer.somebody', { name: person.name }),
    })),
  ];
  return (
    <div>
      <p className={styles.small}>{t('simulated')}</p>
      <h2 className={styles.ask}>
        <span>{t('ask.start')}</span>
        <Select
          inline
          hideLabel
          label={t('ask.when')}
          value={String(assumed.at)}
          onChange={(at) => onChange({ at: Number(at) === opened ? undefined : at })}
          options={options}
        />
        <span>{t('ask.for')}</span>
        <Select
          inline
          hideLabel
          label={t('ask.urgency')}
          value={assumed.urgency}
          onChange={(urgency) => onChange({ urgency: urgency === 'high' ? undefined : urgency })}
          options={[
            { id: 'high', name: t('urgency.high') },
            { id: 'low', name: t('urgency.low') },
          ]}
        />
        {mayAnswer ? (
          <>
            <span>{t('ask.if')}</span>
            <Select
              inline
              hideLabel
              label={t('ask.answer')}
              value={assumed.answer ?? ''}
              onChange={(answer) => onChange({ answer: answer === '' ? undefined : answer })}
              options={answers}
            />
          </>
        ) : null}
        <span>?</span>
      </h2>
      <Field
        className={styles.other ?? ''}
        label={t('ask.other')}
        type="datetime-local"
        value={localText(assumed.at, zone)}
        onChange={(text) => {
          const at = fromLocalText(text, zone);
          if (!Number.isNaN(at)) onChange({ at: String(at) });
        }}
      />
    </div>
  );
}
