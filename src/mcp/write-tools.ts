// Tools that write on a log as an agent, and tools that ask a person.
import { incidentsApi } from '#incidents/contract';
import type { ApiClient } from '#platform/client';
import { postmortemsApi } from '#postmortems/contract';
import {
  ApplyAsk,
  PageAsk,
  type ProposalBody,
  proposalsApi,
  ResolveAlertAsk,
  ResolveIncidentAsk,
  UpdateAsk,
} from '#proposals/contract';

import { closed, oneOf, pick, Ref, tool, type Tool, Type } from './tool.ts';

const Text = Type.String({ minLength: 1, maxLength: 4000 });
const Reason = Type.Optional(Type.String({ maxLength: 1000 }));

function note(
  api: ApiClient,
  incident: string,
  body: {
    kind: 'note' | 'symptom' | 'hypothesis' | 'action' | 'result' | 'decision';
    text: string;
  },
) {
  return api(incidentsApi.addEntry, { params: { id: incident }, body });
}

const addTimelineEntry = tool({
  name: 'add_timeline_entry',
  title: 'Write on the log',
  description: 'Adds an entry to the log of an incident, marked as written by an agent.',
  reach: 'notes',
  input: closed({
    incident: Ref,
    kind: oneOf(['note', 'symptom', 'action', 'result', 'decision']),
    text: Text,
  }),
  async run(api, { incident, kind, text }) {
    const entry = await note(api, incident, { kind, text });
    return pick(entry, 'id', 'kind', 'text', 'happenedAt', 'via');
  },
});

const addHypothesis = tool({
  name: 'add_hypothesis',
  title: 'Write down a hypothesis',
  description: 'Adds a hypothesis to the log of an incident, marked as written by an agent.',
  reach: 'notes',
  input: closed({ incident: Ref, text: Text }),
  async run(api, { incident, text }) {
    const entry = await note(api, incident, { kind: 'hypothesis', text });
    return pick(entry, 'id', 'kind', 'text', 'happenedAt', 'via');
  },
});

const draftUpdate = tool({
  name: 'draft_update',
  title: 'Draft an update',
  description: 'Leaves the draft of an update as a note on the log. Sends nothing.',
  reach: 'notes',
  input: closed({
    incident: Ref,
    status: oneOf(['investigating', 'identified', 'monitoring', 'resolved']),
    impact: Text,
    action: Text,
  }),
  async run(api, { incident, status, impact, action }) {
    const text = `Draft of an update, not sent.\nStatus: ${status}\nImpact: ${impact}\nAction: ${action}`;
    const entry = await note(api, incident, { kind: 'note', text });
    return { sent: false, entry: entry.id };
  },
});

const createActionItem = tool({
  name: 'create_action_item',
  title: 'Add an action to a postmortem',
  description: 'Adds an action to the draft of the postmortem of an incident.',
  reach: 'notes',
  input: closed({
    incident: Ref,
    text: Text,
    owner: Type.Optional(Ref),
    due: Type.Optional(Type.String({ format: 'date' })),
  }),
  async run(api, { incident, text, owner, due }) {
    const params = { id: incident };
    const before = await api(postmortemsApi.get, { params });
    const kept = before.actions.map((one) =>
      pick(one, 'id', 'text', 'kind', 'owner', 'due', 'state', 'reason'),
    );
    const added = { text, owner: owner ?? null, due: due ?? null };
    const after = await api(postmortemsApi.edit, {
      params,
      body: { actions: [...kept, added] },
      headers: { 'if-match': `"${before.version}"` },
    });
    return { actions: after.actions.length, added: text };
  },
});

const declareIncident = tool({
  name: 'declare_incident',
  title: 'Declare an incident',
  description:
    'Declares an incident. With the same idempotencyKey and input a repeat declares no second one.',
  reach: 'notes',
  idempotent: true,
  input: closed({
    title: Type.String({ minLength: 1, maxLength: 300 }),
    severity: Type.Optional(oneOf(['sev1', 'sev2', 'sev3', 'sev4'])),
    services: Type.Optional(Type.Array(Ref, { maxItems: 50 })),
    alerts: Type.Optional(Type.Array(Ref, { maxItems: 50 })),
    idempotencyKey: Type.String({ minLength: 1, maxLength: 200 }),
  }),
  async run(api, { idempotencyKey, ...body }) {
    const headers = { 'idempotency-key': idempotencyKey };
    const one = await api(incidentsApi.declare, { body, headers });
    return pick(one, 'ref', 'title', 'severity', 'services');
  },
});

/** What an agent is told of something that waits for a person. */
function asked(one: ProposalBody): object {
  return {
    done: one.state === 'confirmed',
    ...pick(one, 'id', 'state', 'summary', 'detail', 'result', 'expiresAt', 'decidedBy'),
    confirmAt: one.url,
  };
}

const waits = 'Nothing happens until a person confirms it at the link in the answer.';

const page = tool({
  name: 'page',
  title: 'Ask to page somebody',
  description: `Asks a person to let a person, team, schedule, policy or service be paged. ${waits}`,
  reach: 'asks',
  input: closed({ ...PageAsk.properties, reason: Reason }),
  run: async (api, { reason, ...ask }) =>
    asked(await api(proposalsApi.page, { body: { ask, ...because(reason) } })),
});

const publishUpdate = tool({
  name: 'publish_update',
  title: 'Ask to publish an update',
  description: `Asks a person to publish an update about an incident. ${waits}`,
  reach: 'asks',
  input: closed({ ...UpdateAsk.properties, reason: Reason }),
  run: async (api, { reason, ...ask }) =>
    asked(await api(proposalsApi.update, { body: { ask, ...because(reason) } })),
});

const resolveIncident = tool({
  name: 'resolve_incident',
  title: 'Ask to resolve an incident',
  description: `Asks a person to resolve an incident; it must be verified, or say how. ${waits}`,
  reach: 'asks',
  input: closed({ ...ResolveIncidentAsk.properties, reason: Reason }),
  run: async (api, { reason, ...ask }) =>
    asked(await api(proposalsApi.resolveIncident, { body: { ask, ...because(reason) } })),
});

const resolveAlert = tool({
  name: 'resolve_alert',
  title: 'Ask to resolve an alert',
  description: `Asks a person to resolve an alert. ${waits}`,
  reach: 'asks',
  input: closed({ ...ResolveAlertAsk.properties, reason: Reason }),
  run: async (api, { reason, ...ask }) =>
    asked(await api(proposalsApi.resolveAlert, { body: { ask, ...because(reason) } })),
});

const applyConfig = tool({
  name: 'apply_config',
  title: 'Ask to apply a config file',
  description: `Asks a person to apply a config file (the JSON form of what export gives). ${waits}`,
  reach: 'asks',
  input: closed({ ...ApplyAsk.properties, reason: Reason }),
  run: async (api, { reason, ...ask }) =>
    asked(await api(proposalsApi.apply, { body: { ask, ...because(reason) } })),
});

const checkProposal = tool({
  name: 'check_proposal',
  title: 'Was it confirmed?',
  description: 'What became of something that a person was asked to confirm.',
  reach: 'reads',
  input: closed({ id: Ref }),
  run: async (api, { id }) => asked(await api(proposalsApi.get, { params: { id } })),
});

function because(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

export const writeTools: readonly Tool[] = [
  addTimelineEntry,
  addHypothesis,
  draftUpdate,
  createActionItem,
  declareIncident,
  page,
  publishUpdate,
  resolveIncident,
  resolveAlert,
  applyConfig,
  checkProposal,
];
