import { html, type Markup, raw } from '#platform/html';

import { dayHistory, uptimeWords } from '../decide/days.ts';
import { headlineOf, standingOf, stateOfSeverity, type Standing } from '../decide/standing.ts';
import type { PublicComponent, PublicIncident, PublicPage, PublicUpdate } from '../model.ts';
import { bars, scale, scaleSheet } from './bars.ts';
import { icon, iconSheet } from './icons.ts';
import { english, type StatusMessages } from './messages.ts';
import { ruler } from './ruler.ts';
import { STATUS_STYLE } from './style.ts';
import { PageTimes } from './times.ts';

interface Frame {
  readonly page: PublicPage;
  readonly now: Temporal.Instant;
  readonly times: PageTimes;
  readonly messages: StatusMessages;
}

/** One piece, so that no formatting changes the text that the policy's hash stands for. */
const STYLE_ELEMENT = raw(`<style>${STATUS_STYLE}</style>`);

/**
 * The public page: complete HTML without scripts, cookies or other hosts. Send it with
 * `staticPagePolicy(STATUS_STYLE)`.
 */
export function statusPage(
  page: PublicPage,
  now: Temporal.Instant,
  messages: StatusMessages = english,
): string {
  const times = new PageTimes(page.timezone, messages.locale, now);
  const frame: Frame = { page, now, times, messages };
  const standing = standingOf(page);
  const [first, ...others] = standing.open;
  const days = dayHistory([], now, page.timezone).bars;
  const head = headline(frame, standing);
  return html`<!doctype html>
    <html lang="${messages.locale.slice(0, 2)}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${head.title} · ${page.name}</title>
        <link
          rel="alternate"
          type="application/atom+xml"
          href="${page.url}/feed.atom"
          title="${messages.feedTitle(page.name)}"
        />
        <link rel="icon" href="data:," />
        ${STYLE_ELEMENT}
      </head>
      <body>
        ${iconSheet}${scaleSheet(days, times, messages)} ${pageHeader(frame)}
        <main class="w">
          <div class="top" id="${first?.id ?? 'now'}">
            ${icon(standing.state)}
            <h1>${head.title}</h1>
            ${head.rest === '' ? null : html`<p>${head.rest}</p>`}
          </div>
          ${first === undefined ? null : incidentBody(first, frame)}
          ${others.map((incident) => otherIncident(incident, frame))} ${parts(frame)}
          ${history(standing.past, frame)}
        </main>
        ${pageFooter(frame)}
      </body>
    </html>`.toString();
}

function headline(frame: Frame, standing: Standing): { title: string; rest: string } {
  const { messages, times, now } = frame;
  const latest = standing.open[0]?.updates[0];
  if (latest !== undefined) {
    const { headline: title, rest } = headlineOf(latest.impact);
    return { title, rest };
  }
  return {
    title: messages.someParts[standing.state],
    rest: messages.allWorksRest(times.time(now)),
  };
}

function pageHeader({ page, times, messages }: Frame): Markup {
  return html`<header>
    <div class="w">
      <span class="brand">${page.name}</span><span class="what">${messages.serviceStatus}</span>
      <span class="zone">${times.today()}, ${times.zoneWords()}</span>
      <a class="go" href="${page.url}/feed.atom">${messages.subscribe}</a>
    </div>
  </header>`;
}

function pageFooter({ page, messages }: Frame): Markup {
  return html`<footer>
    <div class="w">
      ${messages.also} <a href="${page.url}/feed.atom">${messages.atom}</a>,
      <a href="${page.url}/api/v2/summary.json">${messages.json}</a>
    </div>
  </footer>`;
}

function otherIncident(incident: PublicIncident, frame: Frame): Markup {
  const latest = incident.updates[0];
  const { headline: title, rest } = headlineOf(latest?.impact ?? '');
  return html`<section id="${incident.id}">
    <div class="top">
      ${icon(stateOfSeverity(incident.severity))}
      <h2>${title}</h2>
      ${rest === '' ? null : html`<p>${rest}</p>`}
    </div>
    ${incidentBody(incident, frame)}
  </section>`;
}

function incidentBody(incident: PublicIncident, frame: Frame): Markup {
  const { times, messages, now } = frame;
  const [latest, ...earlier] = incident.updates;
  if (latest === undefined) return html``;
  const state = stateOfSeverity(incident.severity);
  return html`${ruler(
      {
        state,
        began: incident.startedAt,
        lastUpdate: latest.publishedAt,
        next: latest.nextUpdateAt,
        now,
      },
      times,
      messages,
    )}
    <dl>
      ${field(messages.fields.status, messages.status[latest.status])}
      ${field(messages.fields.impact, latest.impact)}
      ${field(messages.fields.action, latest.action)}
      ${field(messages.fields.next, nextWords(latest.nextUpdateAt, frame))}
    </dl>
    ${
      earlier.length === 0
        ? null
        : html`<details>
            <summary>${messages.earlier}</summary>
            <ul class="log">
              ${earlier.map((update) => logged(update, frame))}
            </ul>
          </details>`
    }`;
}

function field(name: string, value: Markup | string): Markup {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function nextWords(
  next: Temporal.Instant | null,
  { times, messages, now }: Frame,
): Markup | string {
  if (next === null) return messages.noNext;
  const late = Temporal.Instant.compare(next, now) < 0;
  const words = late ? messages.lateSentence : messages.nextSentence;
  return html`<time datetime="${next.toString()}">${words(times.time(next))}</time>`;
}

function logged(update: PublicUpdate, { times, messages }: Frame): Markup {
  return html`<li>
    <time class="meta" datetime="${update.publishedAt.toString()}"
      >${times.time(update.publishedAt)}</time
    >
    <p>${messages.status[update.status]} ${update.impact}</p>
    <p>${update.action}</p>
  </li>`;
}

function parts(frame: Frame): Markup {
  const { page, messages, times, now } = frame;
  return html`<section>
    <div class="head">
      <h2>${messages.parts}</h2>
      <span class="meta">${messages.checked(times.time(now))}</span>
    </div>
    ${
      page.components.length === 0
        ? html`<p class="meta">${messages.noParts}</p>`
        : html`<ul class="parts">
              ${page.components.map((component) => part(component, frame))}
            </ul>
            <div class="legend">
              ${(['major', 'partial', 'degraded', 'maintenance'] as const).map(
                (state) => html`<span>${icon(state)} ${messages.legend[state]}</span>`,
              )}
            </div>`
    }
  </section>`;
}

function part(component: PublicComponent, { messages, now, page }: Frame): Markup {
  const days = dayHistory(component.periods, now, page.timezone);
  return html`<li>
    <div class="row">
      <h3>${component.name}</h3>
      ${days.uptime === null ? null : html`<span class="meta">${uptimeWords(days.uptime)}</span>`}
      <span class="s"
        >${icon(component.state)} ${component.note ?? messages.state[component.state]}</span
      >
    </div>
    ${bars(days, messages)}${scale}
  </li>`;
}

function history(past: readonly PublicIncident[], frame: Frame): Markup {
  const { messages, times } = frame;
  const months = new Map<string, PublicIncident[]>();
  for (const incident of past) {
    const month = times.month(incident.startedAt);
    months.set(month, [...(months.get(month) ?? []), incident]);
  }
  return html`<section class="months">
    <div class="head"><h2>${messages.history}</h2></div>
    ${past.length === 0 ? html`<p class="meta">${messages.noHistory}</p>` : null}
    ${[...months].map(
      ([month, incidents]) =>
        html`<h3>${month}</h3>
          ${incidents.map((incident) => pastIncident(incident, frame))}`,
    )}
  </section>`;
}

function pastIncident(incident: PublicIncident, frame: Frame): Markup {
  const { times, messages } = frame;
  const told =
    incident.updates.find((update) => update.status !== 'resolved') ?? incident.updates[0];
  const until = incident.resolvedAt ?? frame.now;
  return html`<article id="${incident.id}">
    <h3>${headlineOf(told?.impact ?? '').headline}</h3>
    <p class="meta">${messages.resolvedIn(times.time(incident.startedAt), times.time(until))}</p>
    <details>
      <summary>${messages.earlier}</summary>
      <ul class="log">
        ${incident.updates.map((update) => logged(update, frame))}
      </ul>
    </details>
  </article>`;
}
