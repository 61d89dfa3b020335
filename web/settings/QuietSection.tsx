import { useState } from 'react';

import { meApi } from '#people/contract';

import { useWrite } from '../client/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Switch } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { toast } from '../ui/Toast.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import type { PersonBody } from './person.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

const time = /^([01]\d|2[0-3]):[0-5]\d$/;

/** Hours in which what can wait waits; what is urgent never does. */
export function QuietSection({ person }: { person: PersonBody }) {
  const [on, setOn] = useState(person.quietHours !== null);
  const [start, setStart] = useState(person.quietHours?.start ?? '22:00');
  const [end, setEnd] = useState(person.quietHours?.end ?? '07:00');
  const update = useWrite(meApi.update, {
    touches: ['settings'],
    onDone: () => toast({ text: t('saved') }),
    onFail: sayFailure,
  });
  const quietHours = on ? { start, end } : null;
  const same = JSON.stringify(quietHours) === JSON.stringify(person.quietHours);
  const bad = (text: string) => (time.test(text) ? undefined : t('quiet.bad'));
  return (
    <Section title={t('quiet')}>
      <p className={styles.text}>{t('quiet.text')}</p>
      <Switch on={on} onChange={setOn}>
        {t('quiet.on')}
      </Switch>
      {on ? (
        <div className={styles.fields}>
          <Field label={t('quiet.start')} value={start} onChange={setStart} error={bad(start)} />
          <Field label={t('quiet.end')} value={end} onChange={setEnd} error={bad(end)} />
        </div>
      ) : null}
      {same ? null : (
        <div className={styles.actions}>
          <Button
            kind="primary"
            sending={update.isPending}
            isDisabled={on && (!time.test(start) || !time.test(end) || start === end)}
            onPress={() =>
              update.mutate({ body: { quietHours }, headers: ifMatch(person.version) })
            }
          >
            {t('save')}
          </Button>
        </div>
      )}
    </Section>
  );
}
