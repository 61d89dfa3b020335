import { ArrowDown, ArrowUp, Clock, Plus, X } from 'lucide-react';

import type { Policy } from '#paging/contract';
import { teamsApi } from '#people/contract';

import { useCommands } from '../client/commands.ts';
import { useRead } from '../client/queries.ts';
import { useMe } from '../client/session.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { FilterChip } from '../ui/Chip.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { parseDuration } from '../ui/time.ts';
import { t } from './messages.en.ts';
import type { Draft } from './PolicyPage.tsx';
import { officeHours, StepHours } from './StepHours.tsx';
import { targetId, targetOf } from './targets.ts';
import { useTargets } from './useTargets.ts';

import styles from './PolicyPage.module.css';

type Step = Policy['steps'][number];
const timeouts = ['15m', '30m', '60m', '120m'];

/** The steps as a form: whom, then wait how long; then how often, and who in the end. */
export function PolicySteps({
  draft,
  onChange,
}: {
  draft: Draft;
  onChange: (draft: Draft) => void;
}) {
  const { options, nameOf } = useTargets();
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const me = useMe();
  const replaceStep = (index: number, next: Step) =>
    onChange({ ...draft, steps: draft.steps.map((step, at) => (at === index ? next : step)) });
  const setStep = (index: number, next: Partial<Step>) => {
    const step = draft.steps[index];
    if (step) replaceStep(index, { ...step, ...next });
  };
  const move = (index: number, by: number) => {
    const steps = [...draft.steps];
    const [one] = steps.splice(index, 1);
    if (one) steps.splice(index + by, 0, one);
    onChange({ ...draft, steps });
  };
  const add = () => onChange({ ...draft, steps: [...draft.steps, { targets: [], delay: '5m' }] });
  useCommands([{ id: 'policy-step', name: t('step.add'), keys: 'n', group: t('title'), run: add }]);
  return (
    <section className={styles.editor} aria-label={t('steps')}>
      <h2 className={styles.head}>{t('steps')}</h2>
      <div className={styles.name}>
        <Field
          label={t('name')}
          ask={t('name.ask')}
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
          required
        />
        <Select
          label={t('team')}
          value={draft.team ?? ''}
          onChange={(team) => onChange({ ...draft, team: team === '' ? null : team })}
          options={[
            { id: '', name: t('team.none') },
            ...(teams.data?.items ?? []).map((team) => ({ id: team.slug, name: team.name })),
          ]}
        />
      </div>
      <ol>
        {draft.steps.map((step, index) => (
          <li key={index} className={styles.step}>
            <span className={styles.number}>{index + 1}</span>
            <div className={styles.targets}>
              {step.targets.map((target) => (
                <FilterChip
                  key={targetId(target)}
                  onRemove={() =>
                    setStep(index, { targets: step.targets.filter((one) => one !== target) })
                  }
                >
                  {nameOf(target)}
                </FilterChip>
              ))}
              <span className={styles.add}>
                <Select
                  label={t('target.add')}
                  hideLabel
                  value={null}
                  ask={t('target.add')}
                  onChange={(id) => setStep(index, { targets: [...step.targets, targetOf(id)] })}
                  options={options.filter(
                    (option) => !step.targets.some((target) => targetId(target) === option.id),
                  )}
                />
              </span>
            </div>
            <Field
              className={styles.delay ?? ''}
              label={t('step.delay')}
              value={step.delay}
              onChange={(delay) => setStep(index, { delay })}
              error={Number.isNaN(parseDuration(step.delay)) ? t('step.delay.bad') : undefined}
            />
            <span className={styles.moves}>
              <IconButton
                icon={ArrowUp}
                label={t('step.up', { n: index + 1 })}
                isDisabled={index === 0}
                onPress={() => move(index, -1)}
              />
              <IconButton
                icon={ArrowDown}
                label={t('step.down', { n: index + 1 })}
                isDisabled={index === draft.steps.length - 1}
                onPress={() => move(index, 1)}
              />
              {step.when ? null : (
                <IconButton
                  icon={Clock}
                  label={t('hours.add', { n: index + 1 })}
                  onPress={() => setStep(index, { when: officeHours(me.timezone) })}
                />
              )}
              <IconButton
                icon={X}
                label={t('step.out', { n: index + 1 })}
                isDisabled={draft.steps.length === 1}
                onPress={() =>
                  onChange({ ...draft, steps: draft.steps.filter((_, at) => at !== index) })
                }
              />
            </span>
            {step.when ? (
              <StepHours
                when={step.when}
                onChange={(when) => {
                  const { when: _, ...rest } = step;
                  replaceStep(index, when ? { ...rest, when } : rest);
                }}
              />
            ) : null}
          </li>
        ))}
      </ol>
      <div>
        <Button icon={Plus} keys="n" onPress={add}>
          {t('step.add')}
        </Button>
      </div>
      <div className={styles.ends}>
        <Select
          label={t('repeat')}
          value={String(draft.repeat)}
          onChange={(n) => onChange({ ...draft, repeat: Number(n) })}
          options={[...new Set([0, 1, 2, 3, 5, draft.repeat])]
            .toSorted((a, b) => a - b)
            .map((n) => ({ id: String(n), name: n === 0 ? t('repeat.0') : t('repeat.n', { n }) }))}
        />
        <Select
          label={t('fallback.label')}
          value={draft.fallback === null ? '' : targetId(draft.fallback)}
          onChange={(id) => onChange({ ...draft, fallback: id === '' ? null : targetOf(id) })}
          options={[
            { id: '', name: t('fallback.none') },
            ...withOwn(
              options,
              draft.fallback === null
                ? null
                : { id: targetId(draft.fallback), name: nameOf(draft.fallback) },
            ),
          ]}
        />
        <Select
          label={t('timeout')}
          value={draft.acknowledgeTimeout ?? ''}
          onChange={(time) => onChange({ ...draft, acknowledgeTimeout: time === '' ? null : time })}
          options={[
            { id: '', name: t('timeout.never') },
            ...[
              ...new Set([
                ...timeouts,
                ...(draft.acknowledgeTimeout === null ? [] : [draft.acknowledgeTimeout]),
              ]),
            ].map((id) => ({ id, name: t('timeout.after', { time: id }) })),
          ]}
        />
      </div>
    </section>
  );
}

/** A chosen target that is no option (an id, a ring) stays choosable. */
function withOwn<O extends { id: string; name: string }>(
  options: readonly O[],
  own: { id: string; name: string } | null,
): { id: string; name: string }[] {
  return own === null || options.some((option) => option.id === own.id)
    ? [...options]
    : [...options, own];
}
