// The HTML part of a mail: plain structure and inline styles, which is all that mail programs keep.
import { html, raw, safeHref } from '#platform/html';

export interface MailRow {
  readonly label: string;
  readonly lines: readonly string[];
}

export interface HtmlMail {
  readonly locale: string;
  readonly badge: string | null;
  readonly headline: string;
  readonly paragraphs: readonly string[];
  readonly rows: readonly MailRow[];
  readonly action: { readonly words: string; readonly url: string } | null;
  readonly footer: string | null;
}

const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const ink = 'color:#10171d';
const meta = 'color:#5f6c77';

/** Writes the mail; every value is escaped by the template. */
export function htmlMail(mail: HtmlMail): string {
  const rows = mail.rows.map(
    (row) =>
      html`<tr>
        <td style="${raw(`padding:8px 16px 8px 0;vertical-align:top;white-space:nowrap;${meta}`)}">
          ${row.label}
        </td>
        <td style="${raw(`padding:8px 0;${ink}`)}">
          ${row.lines.map((line, index) => html`${index > 0 && html`<br />`}${line}`)}
        </td>
      </tr>`,
  );
  return html`<!doctype html>
    <html lang="${mail.locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="color-scheme" content="light dark" />
        <title>${mail.headline}</title>
      </head>
      <body style="${raw(`margin:0;padding:24px;${font};font-size:16px;line-height:24px;${ink}`)}">
        ${mail.badge !== null && html`<p style="margin:0 0 4px;font-weight:650">${mail.badge}</p>`}
        <h1 style="margin:0 0 16px;font-size:22px;line-height:30px">${mail.headline}</h1>
        ${mail.paragraphs.map((text) => html`<p style="margin:0 0 16px">${text}</p>`)}${
          rows.length > 0 &&
          html`<table
            role="presentation"
            style="border-collapse:collapse;margin:0 0 24px;border-top:1px solid #e3e7e8;border-bottom:1px solid #e3e7e8"
          >
            ${rows}
          </table>`
        }${
          mail.action !== null &&
          html`<p style="margin:0 0 24px">
            <a
              href="${safeHref(mail.action.url)}"
              style="display:inline-block;padding:14px 22px;border-radius:6px;background:#10171d;color:#ffffff;font-weight:650;text-decoration:none"
              >${mail.action.words.replace(/:$/, '')}</a
            >
          </p>`
        }${mail.footer !== null && html`<p style="${raw(`margin:0;font-size:13px;${meta}`)}">${mail.footer}</p>`}
      </body>
    </html>`.toString();
}
