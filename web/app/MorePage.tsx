import { LogOut, Moon, Search } from 'lucide-react';

import { Screen } from '../client/Screen.tsx';
import { useMe } from '../client/session.ts';
import { useShell } from '../client/shell.ts';
import { setTheme, useTheme, type Theme } from '../client/theme.ts';
import { Button } from '../ui/Button.tsx';
import { Icon } from '../ui/Icon.tsx';
import { Link } from '../ui/Link.tsx';
import { t } from './messages/en.ts';
import { footPlaces, railPlaces } from './places.ts';

import styles from './MorePage.module.css';

const nextTheme: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** The phone's other places. */
export function MorePage() {
  const me = useMe();
  const shell = useShell();
  const theme = useTheme();
  const places = [...railPlaces(undefined).slice(4), ...footPlaces()];
  return (
    <Screen title={t('more')}>
      <ul className={styles.list}>
        {places.map((place) => (
          <li key={place.id}>
            <Link ink href={place.href} className={styles.place}>
              <Icon of={place.icon} size={18} />
              {place.name}
            </Link>
          </li>
        ))}
      </ul>
      <div className={styles.actions}>
        <Button icon={Search} onPress={shell.find}>
          {t('do.find')}
        </Button>
        <Button icon={Moon} onPress={() => setTheme(nextTheme[theme])}>
          {t('do.theme', { next: t(`theme.${nextTheme[theme]}`) })}
        </Button>
        <Button icon={LogOut} onPress={me.signOut}>
          {t('do.signOut')}
        </Button>
      </div>
    </Screen>
  );
}
