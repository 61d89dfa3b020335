import { useDeferredValue, useState } from 'react';

import { policiesApi, type Policy, type Simulation } from '#paging/contract';

import { useAddress, useGo, usePathPart } from '../client/address.ts';
import { words } from '../client/api.ts';
import { useCommands } from '../client/commands.ts';
import { CopyYaml } from '../client/CopyYaml.tsx';
import { useRead, useWrite } from '../client/queries.ts';
import { Read } from '../client/Read.tsx';
import { Screen } from '../client/Screen.tsx';
import { useMayChange, useMe, useOwnTeam } from '../client/session.ts';
import { Button } from '../ui/Button.tsx';
import { now as clockNow } from '../ui/clock.ts';
import { Confirm } from '../ui/Dialog.tsx';
import { ErrorState, SkeletonRows } from '../ui/States.tsx';
import { toast } from '../ui/Toast.tsx';
import { t } from './messages.en.ts';
import { PolicySteps } from './PolicySteps.tsx';
import { Question, type Assumed } from './Question.tsx';
import { Walk } from './Walk.tsx';
import { WalkWords } from './WalkWords.tsx';

import styles from './PolicyPage.module.css';

export type Draft = Pick<
  Policy,
  'name' | 'team' | 'steps' | 'repeat' | 'fallback' | 'acknowledgeTimeout'
>;

/** An escalation policy: whom it pages and when, shown by the function that does it, before anything is saved. */
export function PolicyPage() {
  const slug = usePathPart('slug');
  const me = useMe();
  const team = useOwnTeam();
  if (slug === 'new') {
    const fresh: Draft = {
      name: '',
      team,
      steps: [{ targets: [{ person: me.email }], delay: '5m' }],
      repeat: 1,
      fallback: null,
      acknowledgeTimeout: '30m',
    };
    return <Editor saved={null} first={fresh} />;
  }
  return <Saved slug={slug} />;
}

function Saved({ slug }: { slug: string }) {
  const policy = useRead(policiesApi.get, { params: { id: slug } }, { topics: ['oncall'] });
  if (policy.data)
    return (
      <Editor
        key={`${policy.data.id}${policy.data.version}`}
        saved={policy.data}
        first={policy.data}
      />
    );
  return (
    <Screen title={slug} about={t('title')}>
      <Read query={policy} what={t('what')} skeleton={<SkeletonRows rows={6} height={80} />}>
        {() => null}
      </Read>
    </Screen>
  );
}

function draftOf(policy: Draft): Draft {
  return {
    name: policy.name,
    team: policy.team,
    steps: policy.steps,
    repeat: policy.repeat,
    fallback: policy.fallback,
    acknowledgeTimeout: policy.acknowledgeTimeout,
  };
}

/** The number of the first step that names nobody, which is how a new one begins; else null. */
function emptyStep(steps: Policy['steps']): number | null {
  const index = steps.findIndex((step) => step.targets.length === 0);
  return index === -1 ? null : index + 1;
}

function useSimulation(saved: Policy | null, draft: Draft, assumed: Assumed) {
  const settled = useDeferredValue(draft);
  const changed = saved === null || JSON.stringify(draftOf(saved)) !== JSON.stringify(settled);
  const at = new Date(assumed.at).toISOString();
  const answered = !changed && assumed.answer !== null;
  const preview = useRead(
    policiesApi.preview,
    {
      body: {
        name: settled.name || 'x',
        steps: settled.steps,
        repeat: settled.repeat,
        fallback: settled.fallback,
        acknowledgeTimeout: settled.acknowledgeTimeout,
        at,
        urgency: assumed.urgency,
      },
    },
    {
      topics: ['oncall', 'settings'],
      keep: true,
      when: !answered && emptyStep(settled.steps) === null,
    },
  );
  const played = useRead(
    policiesApi.simulate,
    {
      params: { id: saved?.id ?? '' },
      body: {
        at,
        urgency: assumed.urgency,
        ...(assumed.answer && { answer: { by: assumed.answer, after: '4m' } }),
      },
    },
    { topics: ['oncall', 'settings'], keep: true, when: answered },
  );
  return { simulation: answered ? played : preview, changed };
}

/** What saving would mean, beside its button. */
function savingWords(empty: number | null, simulation: Simulation | undefined): string {
  if (empty !== null) return t('saving.empty', { n: empty });
  if (simulation === undefined) return '';
  const { reachesSomebody, warnings } = simulation;
  if (!reachesSomebody) return t('saving.none');
  return warnings.length > 0 ? t('saving.warn', { n: warnings.length }) : t('saving.ok');
}

function Editor({ saved, first }: { saved: Policy | null; first: Draft }) {
  const go = useGo();
  const mayEdit = useMayChange('policies', saved ? saved.team : first.team);
  const [address, setAddress] = useAddress<'at' | 'urgency' | 'answer'>();
  const [draft, setDraft] = useState<Draft>(() => draftOf(first));
  const [opened] = useState(() => Math.floor(clockNow() / 60e3) * 60e3);
  const [removing, setRemoving] = useState(false);
  const assumed: Assumed = {
    at: address.at ? Number(address.at) : opened,
    urgency: address.urgency === 'low' ? 'low' : 'high',
    answer: address.answer ?? null,
  };
  const { simulation, changed } = useSimulation(saved, draft, assumed);
  const touches = ['oncall', 'services', 'now'];
  const done = (policy: Policy) => {
    toast({ text: t('saved') });
    if (saved === null) go(`/policies/${policy.slug}`, { replace: true });
  };
  const create = useWrite(policiesApi.create, { touches, onDone: done });
  const edit = useWrite(policiesApi.edit, { touches, onDone: done });
  const remove = useWrite(policiesApi.remove, {
    touches,
    onDone: () => {
      toast({ text: t('removed') });
      go('/on-call');
    },
    onFail: (error) => toast({ text: words(error), state: 'sev2' }),
  });
  const failure = create.error ?? edit.error ?? simulation.error;
  const save = () => {
    const body = { ...draft, name: draft.name.trim() };
    if (saved === null) create.mutate({ body });
    else
      edit.mutate({
        params: { id: saved.id },
        body,
        headers: { 'if-match': `"${saved.version}"` },
      });
  };
  const empty = emptyStep(draft.steps);
  const ready =
    empty === null &&
    changed &&
    draft.name.trim() !== '' &&
    simulation.data !== undefined &&
    !simulation.isError;
  useCommands([
    {
      id: 'policy-save',
      name: t('save'),
      keys: 'Ctrl+Enter',
      group: t('title'),
      run: () => ready && save(),
    },
  ]);
  const used = saved?.services ?? [];
  const about =
    used.length > 0
      ? t('about.used', { n: draft.steps.length, services: used.slice(0, 3).join(', ') })
      : t('about', { n: draft.steps.length });
  return (
    <Screen
      title={saved?.name ?? t('new')}
      about={about}
      tools={
        saved ? (
          <>
            <CopyYaml kind="escalationPolicy" id={saved.slug} name={saved.name} />
            {mayEdit ? (
              <Button kind="quiet" onPress={() => setRemoving(true)}>
                {t('remove')}
              </Button>
            ) : null}
          </>
        ) : null
      }
      pane={
        simulation.data ? <WalkWords simulation={simulation.data} /> : <SkeletonRows rows={4} />
      }
      bar={
        mayEdit ? (
          <>
            <span className={styles.state}>{savingWords(empty, simulation.data)}</span>
            <Button
              kind="primary"
              keys="Ctrl+Enter"
              sending={create.isPending || edit.isPending}
              isDisabled={!ready}
              onPress={save}
            >
              {t('save')}
            </Button>
          </>
        ) : undefined
      }
    >
      <div className={styles.page}>
        <Question
          assumed={assumed}
          opened={opened}
          mayAnswer={!changed}
          onChange={(change) => setAddress(change)}
        />
        {simulation.data ? (
          <Walk simulation={simulation.data} steps={draft.steps} />
        ) : (
          <SkeletonRows rows={4} height={112} />
        )}
        {failure ? <ErrorState title={words(failure)} /> : null}
        {mayEdit ? <PolicySteps draft={draft} onChange={setDraft} /> : null}
      </div>
      {removing && saved ? (
        <Confirm
          title={t('remove.title', { name: saved.name })}
          action={t('remove')}
          sending={remove.isPending}
          onConfirm={() => remove.mutate({ params: { id: saved.id } })}
          onClose={() => setRemoving(false)}
        >
          {t('remove.text')}
        </Confirm>
      ) : null}
    </Screen>
  );
}
