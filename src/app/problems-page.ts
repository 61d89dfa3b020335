// The page that the `type` of every problem document leads to, and the same as docs/reference/problems.md:
// both made from the list of problems, so that no code is missing there.
import { type ProblemCode, problems } from '#platform/errors';
import { html, type Markup, raw, staticPagePolicy } from '#platform/html';
import type { Http } from '#platform/http';
import { problemsPath } from '#platform/problem-documents';

const intro =
  'Whatever goes wrong in the API is answered with an RFC 9457 problem document. `type` is an address of this page, `title` and `status` belong to the `code`; `detail` says what was wrong this time, `errors` in which places (JSON pointers), and `requestId` is what the log of the server is searched for. Programs read `code`: codes stay, the words beside them may become better.';

const all = Object.entries(problems) as [ProblemCode, (typeof problems)[ProblemCode]][];

/** docs/reference/problems.md. */
export function problemsMarkdown(): string {
  const parts = all.map(
    ([code, { status, title, means }]) =>
      `## <a id="${code}"></a>${code}\n\n**${status} ${title}.** ${means}\n`,
  );
  const note = '<!-- Made by `npm run reference` from src/platform/errors.ts. Do not edit. -->';
  const where = 'A running server answers with it at `/docs/problems`.';
  return [`# Problems\n\n${note}\n\n${intro} ${where}\n`, ...parts].join('\n');
}

const style = [
  ':root{color-scheme:light dark;--deck:#fff;--ink:#10171d;--ink2:#46535e;--line:#e3e7e8;--tide:#0a5f80}',
  '@media(prefers-color-scheme:dark){:root{--deck:#0f1419;--ink:#e8edf0;--ink2:#aeb9c2;--line:#232c35;--tide:#7fc0de}}',
  'body{margin:0;background:var(--deck);color:var(--ink);font:400 16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%}',
  'main{max-width:744px;margin:0 auto;padding:32px 20px 48px}',
  'h1{margin:0;font-size:28px;line-height:1.2;font-weight:700}h2{margin:0;font-size:16px;font-weight:650}p{margin:8px 0 0;color:var(--ink2);overflow-wrap:anywhere}',
  'section{margin-top:20px;padding-top:16px;border-top:1px solid var(--line)}section:target h2{color:var(--tide)}',
  'b{color:var(--ink);font-weight:650}code{font:.875em ui-monospace,monospace;color:var(--ink)}h2 code{font-size:1em;color:inherit}',
].join('');

function page(): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Problems, evenkeel</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <main>
          <h1>Problems</h1>
          <p>${withCode(intro)}</p>
          ${all.map(
            ([code, { status, title, means }]) =>
              html`<section id="${code}">
                <h2><code>${code}</code></h2>
                <p><b>${status} ${title}.</b> ${withCode(means)}</p>
              </section> `,
          )}
        </main>
      </body>
    </html> `.toString();
}

/** Backquotes of Markdown as elements. */
function withCode(text: string): Markup[] {
  return text
    .split('`')
    .map((part, nth) => (nth % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}

/** Adds `GET /docs/problems`. */
export function problemsRoute({ fastify }: Http): void {
  let text: string | undefined;
  fastify.get(problemsPath, { config: { right: 'public' } }, (_request, reply) => {
    text ??= page();
    return reply
      .header('content-security-policy', staticPagePolicy(style))
      .header('cache-control', 'public, max-age=3600')
      .type('text/html; charset=utf-8')
      .send(text);
  });
}
