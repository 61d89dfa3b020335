import type { ActionItem, Factor, PostmortemState, PostmortemText } from '../model.ts';

/** One field that keeps a postmortem from being published, with words that say what to write. */
export interface PublishProblem {
  readonly pointer: string;
  readonly message: string;
}

/**
 * What stands in the way of publication: an open action without owner or due date, a declined one
 * without a reason. No action at all is fine. Everything else is a hint, never a block.
 */
export function publishProblems(actions: readonly ActionItem[]): PublishProblem[] {
  return actions.flatMap((action, index) => {
    const at = `/actions/${index}`;
    if (action.state === 'done') return [];
    if (action.state === 'notDoing') {
      return filled(action.reason)
        ? []
        : [{ pointer: `${at}/reason`, message: `Say why "${action.text}" is not done.` }];
    }
    const problems: PublishProblem[] = [];
    if (!filled(action.owner)) {
      problems.push({ pointer: `${at}/owner`, message: `"${action.text}" needs an owner.` });
    }
    if (action.due === null) {
      problems.push({ pointer: `${at}/due`, message: `"${action.text}" needs a due date.` });
    }
    return problems;
  });
}

export type CheckName = 'impact' | 'factors' | 'detection' | 'actions' | 'wentWell';

/** One line of "before it is published". */
export interface Check {
  readonly name: CheckName;
  readonly outcome: 'ok' | 'hint' | 'blocks';
}

/** The list that the writer sees: what is there, what is worth another look, what blocks. */
export function checklist(
  text: Pick<PostmortemText, 'impact' | 'wentWell'>,
  factors: readonly Factor[],
  actions: readonly ActionItem[],
): Check[] {
  const stages = new Set(factors.map((factor) => factor.stage));
  const say = (good: boolean): 'ok' | 'hint' => (good ? 'ok' : 'hint');
  return [
    { name: 'impact', outcome: say(filled(text.impact)) },
    { name: 'factors', outcome: say(stages.size >= 2) },
    {
      name: 'detection',
      outcome: say(
        actions.some((action) => action.kind === 'detect' && action.state !== 'notDoing'),
      ),
    },
    { name: 'actions', outcome: publishProblems(actions).length > 0 ? 'blocks' : 'ok' },
    { name: 'wentWell', outcome: say(text.wentWell.some(filled)) },
  ];
}

const NEXT: Readonly<Record<PostmortemState, readonly PostmortemState[]>> = {
  draft: ['inReview', 'reviewed'],
  inReview: ['draft', 'reviewed'],
  reviewed: ['closed', 'inReview'],
  closed: ['reviewed'],
};

/** True when a postmortem may go from one state to the other. */
export function mayMove(from: PostmortemState, to: PostmortemState): boolean {
  return from === to || NEXT[from].includes(to);
}

function filled(text: string | null): boolean {
  return text !== null && text.trim() !== '';
}
