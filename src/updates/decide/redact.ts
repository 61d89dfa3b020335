/** A responder whose name must not leave the house, with the role that stands for it. */
export interface Responder {
  readonly name: string;
  readonly email: string;
  /** "the incident commander", "an engineer" */
  readonly roleWords: string;
}

/**
 * Replaces responders by their roles in a text that customers will read: e-mail addresses, and full
 * names as whole words. First names alone are left: "Will" and "Grace" are also words.
 */
export function withoutNames(text: string, responders: readonly Responder[]): string {
  let result = text;
  for (const { name, email, roleWords } of responders) {
    if (email !== '') result = replaceWhole(result, email, roleWords);
    if (/\s/.test(name.trim())) result = replaceWhole(result, name.trim(), roleWords);
  }
  return result;
}

function replaceWhole(text: string, wanted: string, replacement: string): string {
  const literal = wanted
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, String.raw`\s+`);
  const whole = new RegExp(String.raw`(?<![\p{L}\p{N}])${literal}(?![\p{L}\p{N}])`, 'giu');
  return text.replaceAll(whole, () => replacement);
}
