// Incidents from the command line: declare, look, write on the log, tell, end.
import { type IncidentBody, type IncidentDetail, incidentsApi } from '#incidents/contract';
import { updatesApi } from '#updates/contract';

import { type Call, type Command, textOf } from '../command.ts';
import { exit, refused, usageError } from '../failure.ts';
import { age, clockTime, paint, print, printTable, severityStyle } from '../output.ts';
import { wholeNumber } from './alerts.ts';
import { instant } from './oncall.ts';

const severities = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
const kinds = ['symptom', 'hypothesis', 'action', 'result', 'decision', 'note'] as const;

const by = {
  by: {
    type: 'string',
    value: 'EMAIL',
    help: "who says so (default: the key's owner)",
    names: 'person',
  },
} as const;

function oneWord<const T extends readonly string[]>(
  call: Call,
  name: string,
  words: T,
): T[number] | undefined {
  const value = call.option(name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (words.includes(value)) return value;
  throw usageError(`--${name} is one of ${words.join(', ')}.`);
}

function optionalBy(call: Call): { by?: string } {
  const value = call.option('by');
  return value === undefined ? {} : { by: value };
}

const declare: Command = {
  name: 'declare',
  takes: 'TITLE',
  summary: 'Declare an incident; the title is enough (- reads it from stdin)',
  examples: [
    'evenkeel declare "checkout: card payments fail"',
    'evenkeel declare "checkout 5xx" --severity sev1 --service checkout --alert A-1042',
  ],
  count: [1, 1],
  options: {
    severity: {
      type: 'string',
      value: 'SEV',
      help: 'sev1 to sev4 (default: proposed)',
      words: severities,
    },
    service: {
      type: 'string',
      multiple: true,
      value: 'SLUG',
      help: 'what hurts; more than once',
      names: 'service',
    },
    alert: {
      type: 'string',
      multiple: true,
      value: 'REF',
      help: 'alerts that belong to it',
      names: 'alert',
    },
    private: { type: 'boolean', help: 'seen by those who work on it only' },
    ...by,
  },
  async run(call) {
    const severity = oneWord(call, 'severity', severities);
    const incident = await call.api(incidentsApi.declare, {
      body: {
        title: await textOf(call, call.words[0]),
        ...(severity !== undefined && { severity }),
        ...(call.options('service').length > 0 && { services: [...call.options('service')] }),
        ...(call.options('alert').length > 0 && { alerts: [...call.options('alert')] }),
        ...(call.flag('private') && { private: true }),
        ...optionalBy(call),
      },
    });
    print(call, incident, () => {
      call.out(`${incident.ref}  ${incident.severityName}  ${incident.title}`);
      call.out(`  ${call.url}/incidents/${incident.ref}`);
    });
    return undefined;
  },
};

const list: Command = {
  name: 'incidents',
  takes: '',
  summary: 'List incidents, newest first: open ones, or --all',
  examples: ['evenkeel incidents', 'evenkeel incidents --all --json'],
  count: [0, 0],
  options: {
    all: { type: 'boolean', help: 'resolved ones too' },
    limit: { type: 'string', value: 'N', help: 'at most this many (default 50)' },
  },
  async run(call) {
    const limit = wholeNumber(call, 'limit');
    const answer = await call.api(incidentsApi.list, {
      query: {
        ...(!call.flag('all') && { state: 'open' as const }),
        ...(limit !== undefined && { limit }),
      },
    });
    print(call, answer, () => {
      if (answer.items.length === 0) call.err('No incidents.');
      else printIncidents(call, answer.items);
    });
    return undefined;
  },
};

function printIncidents(call: Call, incidents: readonly IncidentBody[]): void {
  printTable(call, {
    head: ['INCIDENT', 'SEVERITY', 'PHASE', 'TITLE', 'LEAD', 'NEXT UPDATE', 'SINCE'],
    flex: 3,
    rows: incidents.map((one) => [
      one.ref,
      { text: one.severityName, style: severityStyle(one.severity) },
      one.state === 'resolved' ? 'resolved' : one.phase,
      one.title,
      one.commander ?? { text: 'nobody', style: 'red' as const },
      nextUpdate(call, one),
      age(secondsSince(call, one.times.declaredAt)),
    ]),
  });
}

function secondsSince(call: Call, at: string): number {
  return (call.now() - Temporal.Instant.from(at).epochMilliseconds) / 1000;
}

function nextUpdate(call: Call, one: IncidentBody): string {
  if (one.nextUpdateAt === null || one.state === 'resolved') return '';
  const late = secondsSince(call, one.nextUpdateAt);
  return late > 0 ? `${age(late)} late` : `in ${age(-late)}`;
}

const show: Command = {
  name: 'incident show',
  takes: 'INCIDENT',
  names: [['incident']],
  summary: 'One incident: state, roles, suspects, the end of its log',
  examples: ['evenkeel incident show INC-142'],
  count: [1, 1],
  async run(call) {
    const params = { id: call.words[0] ?? '' };
    const [incident, suspects, log] = await Promise.all([
      call.api(incidentsApi.get, { params }),
      call.api(incidentsApi.suspects, { params, query: { limit: 3 } }),
      call.api(incidentsApi.timeline, { params, query: { limit: 10 } }),
    ]);
    print(call, { ...incident, suspects: suspects.items, timeline: log.items }, () => {
      printIncident(call, incident);
      for (const { change, score, reasons } of suspects.items) {
        const what = change === null ? 'no recorded change' : change.summary;
        call.out(
          `  ${String(Math.round(score * 100)).padStart(3)} %  ${what}  ${reasons[0] ?? ''}`,
        );
      }
      call.out('');
      for (const entry of log.items.toReversed()) {
        const time = clockTime(entry.happenedAt, call.zone);
        call.out(`${paint(call, 'dim', time)}  ${paint(call, 'bold', entry.kind)}  ${entry.text}`);
      }
    });
    return undefined;
  },
};

function printIncident(call: Call, incident: IncidentDetail): void {
  const { roles } = incident;
  const head = `${incident.ref}  ${incident.severityName} ${incident.severityWord}  ${incident.title}`;
  call.out(paint(call, 'bold', head));
  if (incident.impact !== '') call.out(`  ${incident.impact}`);
  const state = incident.state === 'resolved' ? 'resolved' : incident.phase;
  call.out(
    `  ${state}, declared ${clockTime(incident.times.declaredAt, call.zone)} (${call.zone})`,
  );
  call.out(
    `  lead ${incident.commander ?? 'NOBODY'}, operations ${roles.operations ?? 'nobody'}, ` +
      `communications ${roles.communications ?? 'nobody'}, scribe ${roles.scribe ?? 'nobody'}`,
  );
  const next = nextUpdate(call, incident);
  if (next !== '') call.out(`  next update ${next}`);
  if (incident.services.length > 0) call.out(`  services ${incident.services.join(', ')}`);
  if (incident.alerts.length > 0) {
    call.out(`  alerts ${incident.alerts.map((alert) => alert.ref).join(', ')}`);
  }
}

const log: Command = {
  name: 'incident log',
  takes: 'INCIDENT TEXT',
  names: [['incident'], []],
  summary: 'Write on the log of an incident (- reads the text from stdin)',
  examples: [
    'evenkeel incident log INC-142 "5xx for 12 % of card payments" --kind symptom',
    'evenkeel incident log INC-142 "rollback started" --kind action --mitigation',
    'kubectl get pods | evenkeel incident log INC-142 -',
  ],
  count: [2, 2],
  options: {
    kind: {
      type: 'string',
      value: 'KIND',
      help: `${kinds.join(', ')} (default note)`,
      words: kinds,
    },
    at: { type: 'string', value: 'TIME', help: 'when it happened, default now' },
    mitigation: { type: 'boolean', help: 'meant to stop the harm' },
    cause: { type: 'boolean', help: 'names the cause' },
    ...by,
  },
  async run(call) {
    const at = instant(call, 'at');
    const entry = await call.api(incidentsApi.addEntry, {
      params: { id: call.words[0] ?? '' },
      body: {
        kind: oneWord(call, 'kind', kinds) ?? 'note',
        text: await textOf(call, call.words[1]),
        ...(at !== undefined && { happenedAt: at.toString() }),
        ...(call.flag('mitigation') && { mitigation: true }),
        ...(call.flag('cause') && { cause: true }),
        ...optionalBy(call),
      },
    });
    print(call, entry, () => {
      call.out(`${clockTime(entry.happenedAt, call.zone)}  ${entry.kind}  ${entry.text}`);
    });
    return undefined;
  },
};

type Progress = 'mitigate' | 'verify' | 'resolve';

const howHelp: Readonly<Record<Progress, { help: string; example: string }>> = {
  mitigate: { help: 'what stopped the harm', example: 'rolled back to 4.18.1' },
  verify: { help: 'how it was checked', example: '5xx below 0.5 % for 10 min' },
  resolve: { help: 'how it was checked', example: '5xx below 0.5 % for 10 min' },
};

function progress(what: Progress, summary: string): Command {
  return {
    name: `incident ${what}`,
    takes: 'INCIDENT',
    names: [['incident']],
    summary,
    examples: [`evenkeel incident ${what} INC-142 --how "${howHelp[what].example}"`],
    count: [1, 1],
    options: {
      how: { type: 'string', value: 'TEXT', help: howHelp[what].help },
      ...by,
    },
    async run(call) {
      const text = call.option('how');
      const incident = await call.api(incidentsApi[what], {
        params: { id: call.words[0] ?? '' },
        body: { ...(text !== undefined && { how: text }), ...optionalBy(call) },
      });
      print(call, incident, () => {
        call.out(`${incident.ref}  ${incident.state}, ${incident.phase}  ${incident.title}`);
      });
      return exit.ok;
    },
  };
}

const statuses = ['investigating', 'identified', 'monitoring', 'resolved'] as const;

const update: Command = {
  name: 'incident update',
  takes: 'INCIDENT',
  names: [['incident']],
  summary: 'Tell people: status, impact, action, and when they hear more',
  examples: [
    'evenkeel incident update INC-142 --status investigating --impact "3 in 10 card payments fail" --action "rolling back" --next 30m --to company --to public',
    'evenkeel incident update INC-142 --no-change',
  ],
  count: [1, 1],
  options: {
    status: { type: 'string', value: 'WORD', help: statuses.join(', '), words: statuses },
    impact: { type: 'string', value: 'TEXT', help: 'what hurts, in words of those who feel it' },
    action: { type: 'string', value: 'TEXT', help: 'what is being done' },
    next: { type: 'string', value: 'TIME', help: 'the next update: 30m, 03:20' },
    to: { type: 'string', multiple: true, value: 'AUDIENCE', help: 'team, company, a status page' },
    'no-change': { type: 'boolean', help: 'the last update still holds' },
    ...by,
  },
  async run(call) {
    const next = instant(call, 'next');
    const text = (name: 'status' | 'impact' | 'action') => {
      const value = call.option(name);
      return value === undefined ? {} : { [name]: value };
    };
    const to = call.options('to');
    if (to.length > 0 && !(await call.confirm(`Tell ${to.join(', ')}?`))) {
      throw refused('Nothing was told.');
    }
    const published = await call.api(updatesApi.publish, {
      params: { id: call.words[0] ?? '' },
      body: {
        ...text('status'),
        ...text('impact'),
        ...text('action'),
        ...(next !== undefined && { nextUpdateAt: next.toString() }),
        ...(call.options('to').length > 0 && { audiences: [...call.options('to')] }),
        ...(call.flag('no-change') && { noChange: true }),
        ...optionalBy(call),
      },
    });
    print(call, published, () => {
      const more =
        published.nextUpdateAt === null
          ? ''
          : `, next ${clockTime(published.nextUpdateAt, call.zone)}`;
      call.out(`${published.status} told to ${published.audiences.join(', ')}${more}`);
    });
    return undefined;
  },
};

export const incidentCommands: readonly Command[] = [
  declare,
  list,
  show,
  log,
  update,
  progress('mitigate', 'The harm has stopped'),
  progress('verify', 'It works again, and --how that was checked'),
  progress('resolve', 'The end of an incident; needs a verification, before or with --how'),
];
