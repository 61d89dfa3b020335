// Text from outside, made fit for the database and for every document: PostgreSQL refuses NUL, UTF-8 lone halves.

// Control characters but tab and line feed; marks that turn the direction of what follows.
const unwanted = /[\p{Cc}--[\t\n]]|[\u202a-\u202e\u2066-\u2069]/gv;

/** Text of several lines: well-formed, line feeds only, without control characters, trimmed. */
export function cleanText(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n').toWellFormed().replaceAll(unwanted, '').trim();
}

/** The same on one line: every run of white space becomes one space. */
export function cleanLine(text: string): string {
  return cleanText(text).replaceAll(/\s+/g, ' ');
}
