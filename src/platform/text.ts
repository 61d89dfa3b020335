// Text from outside, made fit for the database and for every document: PostgreSQL refuses NUL, UTF-8 lone halves.

// Control characters but tab and line feed; marks that turn the direction of what follows.
// oxlint-disable-next-line no-control-regex -- control characters are what is removed
const unwanted = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text of several lines: well-formed, line feeds only, without control characters, trimmed. */
export function cleanText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').toWellFormed().replaceAll(unwanted, '').trim();
}

/** The same on one line: every run of white space becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ');
}
