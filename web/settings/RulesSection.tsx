import { X } from 'lucide-react';
import { useState } from 'react';

import { meApi } from '#people/contract';

import { useWrite } from '../client/queries.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { parseDuration } from '../ui/time.ts';
import { toast } from '../ui/Toast.tsx';
import { ifMatch, sayFailure } from './if-match.ts';
import { t } from './messages.en.ts';
import type { PersonBody } from './person.ts';
import { Section } from './Section.tsx';

import styles from './Settings.module.css';

type Rule = PersonBody['notificationRules'][number];
const urgencies = ['high', 'low'] as const;

/** Own rules: by what, and how long after the page, apart for urgent and for what can wait. */
export function RulesSection({ person }: { person: PersonBody }) {
  const [rules, setRules] = useState<readonly Rule[]>(person.notificationRules);
  const update = useWrite(meApi.update, {
    touches: ['settings'],
    onDone: () => toast({ text: t('saved') }),
    onFail: sayFailure,
  });
  const kinds = [...new Set(person.contactMethods.map((method) => method.kind))];
  const options = kinds.map((id) => ({ id, name: t(`method.${id}`) }));
  const change = (rule: Rule, next: Partial<Rule>) =>
    setRules((before) => before.map((one) => (one === rule ? { ...one, ...next } : one)));
  const same = JSON.stringify(rules) === JSON.stringify(person.notificationRules);
  const good = rules.every((rule) => !Number.isNaN(parseDuration(rule.after)));
  return (
    <Section title={t('rules')}>
      {rules.length === 0 ? <p className={styles.text}>{t('rules.none')}</p> : null}
      <div className={styles.two}>
        {urgencies.map((urgency) => (
          <div key={urgency} className={styles.stack}>
            <h3 className={styles.sub}>{t(`rules.${urgency}`)}</h3>
            {rules
              .filter((rule) => rule.urgency === urgency)
              .map((rule, index) => (
                <div key={index} className={styles.rule}>
                  <Field
                    label={t('rule.after')}
                    hideLabel={index > 0}
                    value={rule.after}
                    onChange={(after) => change(rule, { after })}
                    error={Number.isNaN(parseDuration(rule.after)) ? t('rule.bad') : undefined}
                  />
                  <Select
                    label={t('rule.by')}
                    hideLabel={index > 0}
                    value={rule.by}
                    onChange={(by) => change(rule, { by })}
                    options={
                      options.some((option) => option.id === rule.by)
                        ? options
                        : [...options, { id: rule.by as 'email', name: rule.by }]
                    }
                  />
                  <IconButton
                    icon={X}
                    label={t('rule.out')}
                    onPress={() => setRules((before) => before.filter((one) => one !== rule))}
                  />
                </div>
              ))}
            {options.length > 0 ? (
              <div className={styles.actions}>
                <Button
                  size="small"
                  onPress={() =>
                    setRules((before) => [
                      ...before,
                      {
                        urgency,
                        after: before.some((rule) => rule.urgency === urgency) ? '2m' : '0s',
                        by: options[0]?.id ?? 'email',
                      },
                    ])
                  }
                >
                  {t('rule.add')}
                </Button>
              </div>
            ) : null}
          </div>
        ))}
      </div>
      {same ? null : (
        <div className={styles.actions}>
          <Button
            kind="primary"
            isDisabled={!good}
            sending={update.isPending}
            onPress={() =>
              update.mutate({
                body: { notificationRules: [...rules] },
                headers: ifMatch(person.version),
              })
            }
          >
            {t('save')}
          </Button>
        </div>
      )}
    </Section>
  );
}
