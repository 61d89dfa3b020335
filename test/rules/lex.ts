/**
 * Splits TypeScript into code, texts and comments, keeping every offset, so that a rule about code is
 * not fooled by a comment and a rule about SQL sees only texts. TypeScript 7 has no JavaScript API.
 */
export interface Piece {
  at: number;
  text: string;
}

export interface Lexed {
  /** The source with comments and the insides of texts blanked; same length. */
  code: string;
  /** String literals and whole templates; a template's `${...}` reads ` $ `. */
  texts: Piece[];
  comments: Piece[];
}

export function lex(source: string): Lexed {
  return new Lexer(source).run();
}

class Lexer {
  #at = 0;
  readonly #source: string;
  readonly #code: string[];
  readonly #texts: Piece[] = [];
  readonly #comments: Piece[] = [];

  constructor(source: string) {
    this.#source = source;
    this.#code = source.split('').map((unit) => (unit === '\n' ? unit : ' '));
  }

  run(): Lexed {
    this.#readCode(false);
    return { code: this.#code.join(''), texts: this.#texts, comments: this.#comments };
  }

  /** Reads code until the end, or until the brace that closes a template's expression. */
  #readCode(nested: boolean): void {
    let depth = 0;
    while (this.#at < this.#source.length) {
      const char = this.#source[this.#at] ?? '';
      const two = this.#source.slice(this.#at, this.#at + 2);
      if (two === '//') this.#comment(this.#find('\n'));
      else if (two === '/*') this.#comment(this.#find('*/', 2) + 2);
      else if (char === "'" || char === '"') this.#string(char);
      else if (char === '`') this.#template();
      else if (char === '/' && this.#regexMayStart()) this.#regex();
      else {
        if (char === '{') depth += 1;
        if (char === '}') {
          if (nested && depth === 0) return;
          depth -= 1;
        }
        this.#keep();
      }
    }
  }

  #keep(): void {
    this.#code[this.#at] = this.#source[this.#at] ?? '';
    this.#at += 1;
  }

  #find(what: string, skip = 0): number {
    const found = this.#source.indexOf(what, this.#at + skip);
    return found === -1 ? this.#source.length : found;
  }

  #comment(end: number): void {
    this.#comments.push({ at: this.#at, text: this.#source.slice(this.#at, end) });
    this.#at = end;
  }

  #string(quote: string): void {
    const start = this.#at;
    this.#keep();
    while (this.#at < this.#source.length) {
      const char = this.#source[this.#at];
      if (char === '\n') break;
      if (char === '\\') this.#at += 2;
      else if (char === quote) {
        this.#texts.push({ at: start, text: this.#source.slice(start + 1, this.#at) });
        this.#keep();
        break;
      } else this.#at += 1;
    }
  }

  #template(): void {
    const start = this.#at;
    let text = '';
    this.#keep();
    while (this.#at < this.#source.length && this.#source[this.#at] !== '`') {
      if (this.#source[this.#at] === '\\') {
        text += this.#source.slice(this.#at, this.#at + 2);
        this.#at += 2;
      } else if (this.#source.startsWith('${', this.#at)) {
        this.#at += 2;
        this.#readCode(true);
        this.#at += 1;
        text += ' $ ';
      } else {
        text += this.#source[this.#at] ?? '';
        this.#at += 1;
      }
    }
    this.#texts.push({ at: start, text });
    if (this.#at < this.#source.length) this.#keep();
  }

  #regexMayStart(): boolean {
    const before = this.#code
      .slice(Math.max(0, this.#at - 60), this.#at)
      .join('')
      .trimEnd();
    return before === '' || /[([{,;=:!&|?+\-*%~^<>}]$|\b(?:return|typeof|case|of|in)$/.test(before);
  }

  #regex(): void {
    const end = this.#source
      .slice(this.#at)
      .match(/^\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\//);
    if (end === null) this.#keep();
    else this.#at += end[0].length;
  }
}
