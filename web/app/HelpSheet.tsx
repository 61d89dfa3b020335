import { useState } from 'react';

import { keysOn, setKeysOn, useAllCommands, type Command } from '../client/commands.ts';
import { Switch } from '../ui/Choice.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { Key } from '../ui/Key.tsx';
import { t } from './messages/en.ts';

import styles from './HelpSheet.module.css';

/** Every key that does something here, by group; single keys can be switched off for good. */
export function HelpSheet({ onClose }: { onClose: () => void }) {
  const all = useAllCommands().filter((command) => command.keys);
  const groups = new Map<string, Command[]>();
  for (const command of all)
    groups.set(command.group, [...(groups.get(command.group) ?? []), command]);
  const [on, setOn] = useState(keysOn());
  return (
    <Dialog open onClose={onClose} title={t('help.title')} wide>
      <div className={styles.groups}>
        {[...groups].map(([group, list]) => (
          <section key={group}>
            <h3 className={styles.group}>{group}</h3>
            <dl>
              {list.map((command) => (
                <div key={command.id} className={styles.line}>
                  <dt>{command.name}</dt>
                  <dd>
                    <Key keys={command.keys ?? ''} />
                    <span className="hidden-text">{command.keys}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        on={on}
        onChange={(next) => {
          setKeysOn(next);
          setOn(next);
        }}
      >
        {t('help.switch')}
      </Switch>
    </Dialog>
  );
}
