/** Every screen of the web app, in one place: a new one is a line here, and the walk looks at it. */

/** References of the demo that addresses need. */
export interface Refs {
  incident: string;
  alert: string;
  postmortem: string;
}

export interface Screen {
  path: string;
  /** Text that stands there once the screen is. */
  sign: RegExp;
  /** It shows one thing of the demo: there is nothing to see without it. */
  one?: true;
  /** It asks the server for nothing that could fail. */
  own?: true;
}

/** Screens inside a session, by the places of the rail. */
export function screens(refs: Refs): Screen[] {
  return [
    { path: '/', sign: /On call/ },
    { path: '/alerts', sign: /^Unowned$/ },
    { path: `/alerts/${refs.alert}`, sign: /Who is told, and when/, one: true },
    { path: '/incidents', sign: /^Resolved$/ },
    { path: `/incidents/${refs.incident}`, sign: /^Timeline$/, one: true },
    { path: '/on-call', sign: /Escalation policies/ },
    { path: '/schedules/data', sign: /30 days from now/, one: true },
    { path: '/policies/payments', sign: /Who gets paged/, one: true },
    { path: '/services', sign: /Add a service/ },
    { path: '/services/checkout', sign: /What changed/, one: true },
    { path: '/learn', sign: /^Postmortems$/ },
    { path: `/postmortems/${refs.postmortem}`, sign: /Contributing factors/, one: true },
    { path: '/status-pages', sign: /Make a status page/ },
    { path: '/integrations', sign: /Connect a source/ },
    { path: '/settings/me', sign: /Ways to reach you/ },
    { path: '/settings/people', sign: /Add a person/ },
    { path: '/settings/teams', sign: /Add a team/ },
    { path: '/settings/keys', sign: /Make a key/ },
    { path: '/settings/webhooks', sign: /Add a webhook/ },
    { path: '/settings/sign-in', sign: /Add a provider/ },
    { path: '/settings/agents', sign: /Make a key for an agent/ },
    { path: '/settings/audit', sign: /^Through$/ },
    { path: '/settings/operation', sign: /Watch over the chain/ },
    { path: '/settings/organisation', sign: /Config file/ },
    { path: '/more', sign: /Integrations/, own: true },
    { path: '/welcome?step=phone', sign: /Scan with the camera/ },
    { path: '/welcome?step=source', sign: /A source of alerts/ },
    { path: '/welcome?step=rota', sign: /A rota with you in it/ },
    { path: '/nowhere', sign: /Nothing lives at this address/, own: true },
    { path: '/components', sign: /Escalation ladder/, own: true },
  ];
}

/** Addresses of things that do not exist, and what stands there then. */
export const missing: Screen[] = [
  { path: '/alerts/A-9999', sign: /The alert does not exist/ },
  { path: '/incidents/INC-9999', sign: /The incident does not exist/ },
  { path: '/postmortems/INC-9999', sign: /The postmortem does not exist/ },
  { path: '/schedules/none', sign: /The rota does not exist/ },
  { path: '/policies/none', sign: /does not exist/ },
  { path: '/services/none', sign: /The service does not exist/ },
];

/** What somebody sees who is not signed in. */
export const open: Screen[] = [
  { path: '/', sign: /Forgot it\?/ },
  { path: '/setup', sign: /There is an owner already/ },
  { path: '/invitation/not-one', sign: /This invitation is over/ },
  { path: '/phone/not-one', sign: /Sign in on this phone/ },
];
