import { X } from 'lucide-react';

import { peopleApi, teamsApi } from '#people/contract';
import type { ActionBody, PostmortemBody } from '#postmortems/contract';

import { useRead } from '../client/queries.ts';
import { IconButton } from '../ui/Button.tsx';
import { Checkbox } from '../ui/Choice.tsx';
import { Field } from '../ui/Field.tsx';
import { Select } from '../ui/Select.tsx';
import { AddButton } from './Factors.tsx';
import { t } from './messages.en.ts';
import type { Write } from './usePostmortem.ts';
import { WriteText } from './WriteText.tsx';

import styles from './Postmortem.module.css';

const kinds = ['prevent', 'detect', 'limit', 'recover', 'learn'] as const;

type Written = Pick<ActionBody, 'text' | 'kind' | 'owner' | 'due' | 'state' | 'reason'> & {
  id?: string;
};

interface ActionsProps {
  postmortem: PostmortemBody;
  may: boolean;
  onSave: Write;
}

/** Promises: what, of which kind, by whom, until when. */
export function Actions({ postmortem, may, onSave }: ActionsProps) {
  const { actions } = postmortem;
  const people = useRead(peopleApi.list, { query: { limit: 200, active: true } });
  const teams = useRead(teamsApi.list, { query: { limit: 200 } });
  const owners = [
    { id: '', name: t('action.noOwner') },
    ...(people.data?.items ?? []).map((one) => ({ id: one.email, name: one.name })),
    ...(teams.data?.items ?? []).map((one) => ({ id: one.slug, name: one.name })),
  ];
  const save = (next: readonly Written[]) =>
    void onSave({
      actions: next.map(({ id, text, kind, owner, due, state, reason }) => ({
        ...(id !== undefined && { id }),
        text,
        kind,
        owner,
        due,
        state,
        reason,
      })),
    });
  const set = (action: ActionBody, change: Partial<Written>) =>
    save(actions.map((one) => (one.id === action.id ? { ...one, ...change } : one)));
  const add = () =>
    save([
      ...actions,
      {
        text: t('action.text'),
        kind: 'prevent',
        owner: null,
        due: null,
        state: 'open',
        reason: null,
      },
    ]);
  return (
    <section aria-label={t('actions.head')}>
      <h3 className={styles.section}>
        {t('actions.head')} <span>{t('actions.count', { n: actions.length })}</span>
        {may ? <AddButton label={t('action.add')} onPress={add} /> : null}
      </h3>
      <ul>
        {actions.map((action) => (
          <li key={action.id} className={styles.action}>
            <Checkbox
              label={t('action.done', { text: action.text })}
              checked={action.state === 'done'}
              disabled={!may}
              onChange={(done) => set(action, { state: done ? 'done' : 'open' })}
            />
            <WriteText
              label={t('action.text')}
              ask={t('action.text.ask')}
              value={action.text}
              disabled={!may}
              onSave={(text) => set(action, { text })}
            />
            <Select
              label={t('action.kind')}
              hideLabel
              disabled={!may}
              value={action.kind}
              onChange={(kind) => set(action, { kind: kind as Written['kind'] })}
              options={kinds.map((id) => ({ id, name: t(`kind.${id}`) }))}
            />
            <Select
              label={t('action.owner')}
              hideLabel
              disabled={!may}
              value={action.owner ?? ''}
              onChange={(owner) => set(action, { owner: owner === '' ? null : owner })}
              options={owners}
            />
            <Field
              label={t('action.due')}
              hideLabel
              type="date"
              disabled={!may}
              value={action.due ?? ''}
              onChange={(due) => set(action, { due: due === '' ? null : due })}
            />
            {may ? (
              <IconButton
                icon={X}
                label={t('action.out')}
                onPress={() => save(actions.filter((one) => one.id !== action.id))}
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
