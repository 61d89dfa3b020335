import { STAGE_PROMPTS, spokenSeconds } from '../decide/draft.ts';
import {
  type ActionItem,
  type ActionState,
  type PostmortemDocument,
  type Stage,
  STAGES,
} from '../model.ts';

const STAGE_TITLES: Readonly<Record<Stage, string>> = {
  introduced: 'How it got in',
  missed: 'Why it was not caught',
  impact: 'Why it hurt so much',
  recovery: 'Why recovery took so long',
};

const STATE_WORDS: Readonly<Record<ActionState, string>> = {
  open: 'open',
  inProgress: 'in progress',
  done: 'done',
  notDoing: 'not doing',
};

/**
 * The postmortem as Markdown (CommonMark with tables), times in UTC. What people wrote is escaped,
 * so that it cannot become markup of its own.
 */
export function postmortemMarkdown(document: PostmortemDocument): string {
  const { text } = document;
  const blocks: (string | string[])[] = [
    `# ${inline(text.title)}`,
    facts(document),
    inline(text.summary),
    heading('Impact', paragraphs(text.impact)),
    heading('Detection', paragraphs(text.detection)),
    heading('Phases', phases(document)),
    heading('Timeline (UTC)', timeline(document)),
    heading('What changed', list(document.changes)),
    factors(document),
    heading('What went well', list(text.wentWell)),
    heading('Where we were lucky', paragraphs(text.lucky)),
    heading('What surprised us', paragraphs(text.surprises)),
    actions(document.actions),
  ];
  return `${blocks
    .flat()
    .filter((block) => block !== '')
    .join('\n\n')}\n`;
}

function heading(title: string, body: string): string {
  return body === '' ? '' : `## ${title}\n\n${body}`;
}

function facts(document: PostmortemDocument): string {
  const due =
    document.dueAt === null ? '' : `, due ${document.dueAt.toString({ smallestUnit: 'minute' })}`;
  const roles = document.roles
    .map(({ role, name }) => `${inline(role)}: ${inline(name)}`)
    .join(', ');
  const head = `${inline(document.ref)}, ${document.severity.toUpperCase()}, ${document.state === 'inReview' ? 'in review' : document.state}${due}`;
  return roles === '' ? head : `${head}  \n${roles}`;
}

function phases(document: PostmortemDocument): string {
  const rows = document.phases.filter(({ seconds }) => seconds !== null);
  if (rows.length === 0) return '';
  return table(
    ['Phase', 'Duration'],
    rows.map(({ phase, seconds }) => [phase, spokenSeconds(seconds ?? 0)]),
  );
}

function timeline(document: PostmortemDocument): string {
  if (document.timeline.length === 0) return '';
  return table(
    ['Time', 'What', ''],
    document.timeline.map((line) => [
      line.at.toZonedDateTimeISO('UTC').toString({
        smallestUnit: 'second',
        timeZoneName: 'never',
        offset: 'never',
      }),
      line.kind,
      line.text,
    ]),
  );
}

function factors(document: PostmortemDocument): string {
  const parts = STAGES.map((stage) => {
    const own = document.factors.filter((factor) => factor.stage === stage);
    const body =
      own.length === 0
        ? `*${STAGE_PROMPTS[stage]}*`
        : own
            .map(({ text, confidence }) => {
              const note = confidence === 'observed' ? '' : ` (${confidence})`;
              return `- ${inline(text)}${note}`;
            })
            .join('\n');
    return `### ${STAGE_TITLES[stage]}\n\n${body}`;
  });
  return ['## Contributing factors', ...parts].join('\n\n');
}

function actions(items: readonly ActionItem[]): string {
  if (items.length === 0) return '## Actions\n\nNone.';
  const rows = items.map((item) => [
    item.text,
    item.kind,
    item.owner ?? 'nobody',
    item.due?.toString() ?? 'no date',
    item.state === 'notDoing' && item.reason !== null
      ? `${STATE_WORDS[item.state]}: ${item.reason}`
      : STATE_WORDS[item.state],
  ]);
  return `## Actions\n\n${table(['Action', 'Kind', 'Owner', 'Due', 'State'], rows)}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map(inline))),
  ].join('\n');
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${inline(item)}`).join('\n');
}

function paragraphs(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((part) => inline(part))
    .filter((part) => part !== '')
    .join('\n\n');
}

/** One line of text whose signs mean nothing to Markdown or HTML. */
function inline(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>|~]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replace(/^(#{1,6}|[-+])(?=\s|$)/, String.raw`\$1`)
    .replace(/^(\d+)([.)])(?=\s|$)/, String.raw`$1\$2`)
    .replace(/^(=+|-{2,})$/, String.raw`\$1`);
}
