import { EllipsisVertical, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Menu as AriaMenu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Key } from './Key.tsx';

import styles from './Menu.module.css';

export interface MenuEntry {
  id: string;
  name: string;
  icon?: LucideIcon;
  keys?: string;
  href?: string;
  run?: () => void;
}

/** A short list of further actions behind one button. */
export function Menu({
  label,
  entries,
  trigger,
}: {
  label: string;
  entries: readonly MenuEntry[];
  trigger?: ReactNode;
}) {
  return (
    <MenuTrigger>
      {trigger ?? <IconButton icon={EllipsisVertical} label={label} />}
      <Popover className={styles.popover} offset={4}>
        <AriaMenu
          className={styles.menu}
          aria-label={label}
          items={entries}
          onAction={(key) => entries.find((entry) => entry.id === key)?.run?.()}
        >
          {(entry) => (
            <MenuItem
              id={entry.id}
              textValue={entry.name}
              className={styles.item}
              {...(entry.href && { href: entry.href })}
            >
              {entry.icon ? <Icon of={entry.icon} /> : null}
              <span className={styles.name}>{entry.name}</span>
              {entry.keys ? <Key keys={entry.keys} /> : null}
            </MenuItem>
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}
