import {
  COMPONENT_STATES,
  type ComponentState,
  type PublicIncident,
  type PublicPage,
} from '../model.ts';

/** The worse of two states, in the order of `COMPONENT_STATES`. */
export function worseState(a: ComponentState, b: ComponentState): ComponentState {
  return COMPONENT_STATES.indexOf(a) >= COMPONENT_STATES.indexOf(b) ? a : b;
}

/** What an open incident says about the parts that it touches, until somebody says it more exactly. */
export function stateOfSeverity(severity: PublicIncident['severity']): ComponentState {
  if (severity === 'sev1') return 'major';
  if (severity === 'sev2') return 'partial';
  return severity === 'sev3' ? 'degraded' : 'operational';
}

export interface Standing {
  readonly state: ComponentState;
  readonly open: readonly PublicIncident[];
  readonly past: readonly PublicIncident[];
}

/** Splits the incidents and takes the worst state of the page. */
export function standingOf(page: PublicPage): Standing {
  const open = page.incidents.filter((incident) => incident.resolvedAt === null);
  const worst = [
    ...page.components.map((component) => component.state),
    ...open.map((incident) => stateOfSeverity(incident.severity)),
  ].reduce<ComponentState>(worseState, 'operational');
  return {
    state: worst,
    open,
    past: page.incidents.filter((incident) => incident.resolvedAt !== null),
  };
}

/**
 * Headline and second line in customer words: the first sentence of what people notice, then the
 * rest of it. An overlong first sentence is cut at a word.
 */
export function headlineOf(impact: string): { readonly headline: string; readonly rest: string } {
  const found = /^(.+?[.!?])(?:\s+|$)/su.exec(impact);
  const first = (found?.[1] ?? impact).trim();
  const rest = impact.slice(found?.[0].length ?? impact.length).trim();
  const plain = first.replace(/\.$/, '');
  if (plain.length <= 110) return { headline: plain, rest };
  const cut = plain.slice(0, 107).replace(/\s+\S*$/, '');
  return { headline: `${cut}…`, rest: impact };
}
