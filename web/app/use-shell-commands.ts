import { CircleHelp, ListChecks, LogOut, Moon, Search, Shapes, Siren, Undo2 } from 'lucide-react';

import { useGo } from '../client/address.ts';
import { useCommands, type Command } from '../client/commands.ts';
import { useMe } from '../client/session.ts';
import type { ShellActions } from '../client/shell.ts';
import { setTheme, useTheme, type Theme } from '../client/theme.ts';
import { undoLast } from '../ui/Toast.tsx';
import { t } from './messages/en.ts';
import { footPlaces, railPlaces } from './places.ts';

/** Letters after `g`. */
const goKeys: Record<string, string> = {
  now: 'n',
  alerts: 'a',
  incidents: 'i',
  oncall: 'o',
  services: 's',
  learn: 'p',
  status: 't',
  integrations: 'k',
  settings: 'e',
};

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** What can be done from everywhere. */
export function useShellCommands(shell: ShellActions): void {
  const go = useGo();
  const { signOut } = useMe();
  const theme = useTheme();
  const places = [...railPlaces(undefined), ...footPlaces()];
  useCommands([
    ...places.map((place): Command => ({
      id: `go-${place.id}`,
      name: t('go.to', { place: place.name }),
      icon: place.icon,
      keys: `g ${goKeys[place.id] ?? place.id[0]}`,
      group: t('group.go'),
      run: () => go(place.href),
    })),
    {
      id: 'find',
      name: t('do.find'),
      icon: Search,
      keys: 'Ctrl+k',
      group: t('group.do'),
      keysOnly: true,
      run: shell.find,
    },
    {
      id: 'declare',
      name: t('do.declare'),
      icon: Siren,
      keys: 'c',
      group: t('group.do'),
      run: () => shell.declare(),
    },
    {
      id: 'undo',
      name: t('do.undo'),
      icon: Undo2,
      keys: 'u',
      group: t('group.do'),
      keysOnly: true,
      run: () => void undoLast(),
    },
    {
      id: 'help',
      name: t('do.help'),
      icon: CircleHelp,
      keys: '?',
      group: t('group.view'),
      run: shell.help,
    },
    {
      id: 'theme',
      name: t('do.theme', { next: t(`theme.${nextTheme[theme]}`) }),
      icon: Moon,
      group: t('group.view'),
      also: 'theme dark light',
      run: () => setTheme(nextTheme[theme]),
    },
    {
      id: 'welcome',
      name: t('do.welcome'),
      icon: ListChecks,
      group: t('group.view'),
      also: 'onboarding phone rings',
      run: () => go('/welcome'),
    },
    {
      id: 'components',
      name: t('do.components'),
      icon: Shapes,
      group: t('group.view'),
      also: 'components design',
      run: () => go('/components'),
    },
    { id: 'sign-out', name: t('do.signOut'), icon: LogOut, group: t('group.view'), run: signOut },
  ]);
}
