import { html, type Markup, raw } from '#platform/html';

import type { ComponentState } from '../model.ts';

/** Shapes of the states, once a page; `icon` refers to them. Drawn on a grid of 16. */
export const iconSheet = raw(
  '<svg width="0" height="0" aria-hidden="true" class="sheet"><defs>' +
    '<symbol id="i-major" viewBox="0 0 16 16"><path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z"/></symbol>' +
    '<symbol id="i-partial" viewBox="0 0 16 16"><path d="M8 1.5 15.2 14.5H.8z"/></symbol>' +
    '<symbol id="i-degraded" viewBox="0 0 16 16"><path d="m8 .8 7.2 7.2L8 15.2.8 8z"/></symbol>' +
    '<symbol id="i-operational" viewBox="0 0 16 16"><path d="M6.3 14 .9 8.6l2.2-2.2 3.2 3.1 6.6-7 2.2 2.2z"/></symbol>' +
    '<symbol id="i-maintenance" viewBox="0 0 16 16"><path d="M15 4.6a4.4 4.4 0 0 1-5.9 4.2L4 14a1.9 1.9 0 0 1-2.7-2.7l5.2-5.1A4.4 4.4 0 0 1 11.3 1L8.9 3.5l.5 2.9 2.9.5 2.4-2.5z"/></symbol>' +
    '</defs></svg>',
);

/** A state's shape. The word stands beside it, so it is silent to screen readers. */
export function icon(state: ComponentState): Markup {
  return html`<svg class="i ${state}" aria-hidden="true"><use href="#i-${state}" /></svg>`;
}
