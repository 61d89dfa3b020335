import { Siren } from 'lucide-react';
import { useState } from 'react';

import { useGo } from '../client/address.ts';
import { useAllCommands, type Command } from '../client/commands.ts';
import { useShell } from '../client/shell.ts';
import { takeTyped } from '../client/typed-ahead.ts';
import { Modal } from '../ui/Dialog.tsx';
import { Palette, type PaletteItem } from '../ui/Palette.tsx';
import { useFound } from './find.ts';
import { t } from './messages/en.ts';

import styles from './CommandPalette.module.css';

const most = 10;

/** How well words fit a name: null when one of them is nowhere; smaller is better. */
export function fit(words: readonly string[], text: string): number | null {
  const lower = text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at < 0) return null;
    sum += at === 0 || /\W/.test(lower[at - 1] ?? '') ? 0 : 10;
  }
  return sum + lower.length / 100;
}

/** Without words: what this screen offers, then what can be done, then where one can go. */
const groups = [t('group.do'), t('group.go'), t('group.view')];

function ranked(list: readonly Command[], words: readonly string[]): Command[] {
  if (words.length === 0) {
    return list
      .filter((command) => !command.keysOnly)
      .toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group));
  }
  return list
    .filter((command) => !command.keysOnly)
    .flatMap((command) => {
      const score = fit(words, `${command.name} ${command.also ?? ''}`);
      return score === null ? [] : [{ command, score }];
    })
    .toSorted((a, b) => a.score - b.score)
    .map((one) => one.command);
}

/** Go, find, do. Commands come from the list of the moment, finds from what the app knows already. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  return (
    <Modal className={styles.box} label={t('do.find')} onClose={onClose}>
      <Inside onClose={onClose} />
    </Modal>
  );
}

function Inside({ onClose }: { onClose: () => void }) {
  // It is drawn in one go with its field's focus, so nothing is typed in between.
  const [query, setQuery] = useState(takeTyped);
  const go = useGo();
  const shell = useShell();
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const all = useAllCommands();
  const found = useFound(query);
  const then = (run: () => void) => () => {
    onClose();
    // After the dialog is gone, so that what opens next gets the focus.
    setTimeout(run, 0);
  };
  const commands = ranked(all, words).map((command): PaletteItem => ({
    id: command.id,
    icon: command.icon,
    name: command.name,
    keys: command.keys,
    run: then(command.run),
  }));
  const finds =
    words.length === 0
      ? []
      : found.map((one): PaletteItem => ({
          id: `find:${one.href}`,
          icon: one.icon,
          name: one.name,
          hint: one.hint,
          run: then(() => go(one.href)),
        }));
  const text = query.trim().replace(/^declare\s+/i, '');
  const last: PaletteItem[] =
    text.length > 3
      ? [
          {
            id: 'declare-words',
            icon: Siren,
            name: t('find.declare', { words: text }),
            run: then(() => shell.declare({ title: text })),
          },
        ]
      : [];
  const asked = /^declare\s/i.test(query.trim());
  const items = asked
    ? [...last, ...finds, ...commands]
    : [...finds.slice(0, 6), ...commands, ...last];
  return <Palette query={query} onQuery={setQuery} items={items.slice(0, most)} />;
}
