/**
 * The message engine: every word on screen comes from a typed catalogue beside the code that shows it.
 * `{name}` takes a value, a plural is chosen by the value `n`, `<b>` marks what is strong (`t.rich`).
 * `?locale=pseudo` shows every message accented and 40 % longer, so that a forgotten text stands out.
 */
import { Fragment, type ReactNode } from 'react';

import { locale, pseudo } from './locale.ts';

type Plural = { readonly other: string } & {
  readonly [form in Exclude<Intl.LDMLPluralRule, 'other'>]?: string;
};
export type Message = string | Plural;

type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type NamesOf<M> = M extends string ? Names<M> : M extends Plural ? 'n' | Names<M['other']> : never;
type Args<M, Value> = [NamesOf<M>] extends [never] ? [] : [values: Record<NamesOf<M>, Value>];

/** A function from key and values to text; `rich` gives nodes, with `<b>` made strong and nodes as values. */
export interface Translate<C> {
  <K extends keyof C & string>(key: K, ...values: Args<C[K], string | number>): string;
  rich<K extends keyof C & string>(key: K, ...values: Args<C[K], ReactNode>): ReactNode;
}

const plurals = new Intl.PluralRules(locale);
const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });

const accents: Record<string, string> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ý',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
  S: 'Š',
  D: 'Ð',
};

function disguise(text: string): string {
  const accented = text.replace(
    /(\{[^}]*\}|<\/?b>)|([a-zA-Z])/g,
    (_, keep: string | undefined, letter: string) => keep ?? accents[letter] ?? letter,
  );
  return `${accented}${'~'.repeat(Math.ceil(text.length * 0.4))}`;
}

function template(message: Message, values: Record<string, unknown>): string {
  const n = Number(values['n']);
  const text =
    typeof message === 'string' ? message : (message[plurals.select(n)] ?? message.other);
  return pseudo ? disguise(text) : text;
}

function shown(value: string | number | undefined): string {
  return typeof value === 'number' ? numbers.format(value) : (value ?? '');
}

/** Turns a catalogue into its `t`. Values that are numbers are written by the locale's rules. */
export function messages<const C extends Record<string, Message>>(catalogue: C): Translate<C> {
  const find = (key: string, values: Record<string, unknown>) =>
    template(catalogue[key] ?? key, values);
  const t = (key: string, values: Record<string, string | number> = {}) =>
    find(key, values)
      .replace(/<\/?b>/g, '')
      .replace(/\{(\w+)\}/g, (_, name: string) => shown(values[name]));
  const rich = (key: string, values: Record<string, ReactNode> = {}): ReactNode => {
    const fill = (text: string) =>
      text.split(/(\{\w+\})/).map((part, index) => {
        const name = /^\{(\w+)\}$/.exec(part)?.[1];
        if (name === undefined) return part;
        const value = values[name];
        return <Fragment key={index}>{typeof value === 'number' ? shown(value) : value}</Fragment>;
      });
    return find(key, values)
      .split(/(<b>.*?<\/b>)/)
      .map((part, index) => {
        const strong = /^<b>(.*)<\/b>$/.exec(part)?.[1];
        return strong === undefined ? (
          <Fragment key={index}>{fill(part)}</Fragment>
        ) : (
          <b key={index}>{fill(strong)}</b>
        );
      });
  };
  return Object.assign(t, { rich }) as Translate<C>;
}
