import { lazy, Suspense, type ComponentType } from 'react';

import { usePathPart } from '../client/address.ts';
import { Screen } from '../client/Screen.tsx';
import { useMe } from '../client/session.ts';
import { cx } from '../ui/cx.ts';
import { Link } from '../ui/Link.tsx';
import { SkeletonRows } from '../ui/States.tsx';
import { t } from './messages.en.ts';

import styles from './Settings.module.css';

const parts = [
  {
    id: 'me',
    name: t('me'),
    right: null,
    Part: lazy(() => import('./MePart.tsx').then((file) => ({ default: file.MePart }))),
  },
  {
    id: 'people',
    name: t('people'),
    right: 'people:read',
    Part: lazy(() => import('./PeoplePart.tsx').then((file) => ({ default: file.PeoplePart }))),
  },
  {
    id: 'teams',
    name: t('teams'),
    right: 'teams:read',
    Part: lazy(() => import('./TeamsPart.tsx').then((file) => ({ default: file.TeamsPart }))),
  },
  {
    id: 'keys',
    name: t('keys'),
    right: 'keys:read',
    Part: lazy(() => import('./KeysPart.tsx').then((file) => ({ default: file.KeysPart }))),
  },
  {
    id: 'webhooks',
    name: t('webhooks'),
    right: 'settings:read',
    Part: lazy(() => import('./WebhooksPart.tsx').then((file) => ({ default: file.WebhooksPart }))),
  },
  {
    id: 'sign-in',
    name: t('providers'),
    right: 'settings:read',
    Part: lazy(() =>
      import('./ProvidersPart.tsx').then((file) => ({ default: file.ProvidersPart })),
    ),
  },
  {
    id: 'agents',
    name: t('agents'),
    right: 'incidents:write',
    Part: lazy(() => import('./AgentsPart.tsx').then((file) => ({ default: file.AgentsPart }))),
  },
  {
    id: 'audit',
    name: t('audit'),
    right: 'audit:read',
    Part: lazy(() => import('./AuditPart.tsx').then((file) => ({ default: file.AuditPart }))),
  },
  {
    id: 'operation',
    name: t('operation'),
    right: 'settings:read',
    Part: lazy(() =>
      import('./OperationPart.tsx').then((file) => ({ default: file.OperationPart })),
    ),
  },
  {
    id: 'organisation',
    name: t('organisation'),
    right: 'settings:read',
    Part: lazy(() =>
      import('./OrganisationPart.tsx').then((file) => ({ default: file.OrganisationPart })),
    ),
  },
] as const satisfies readonly {
  id: string;
  name: string;
  right: string | null;
  Part: ComponentType;
}[];

/** Settings, one part at a time; parts one may not read are not there. */
export function SettingsPage() {
  const me = useMe();
  const asked = usePathPart('part') || 'me';
  const mine = parts.filter((part) => part.right === null || me.rights.has(part.right));
  const current = mine.find((part) => part.id === asked) ?? parts[0];
  const { Part } = current;
  return (
    <Screen title={t('title')} about={current.name}>
      <div className={styles.page}>
        <nav aria-label={t('parts')}>
          <ul className={styles.nav}>
            {mine.map((part) => (
              <li key={part.id}>
                <Link
                  ink
                  href={`/settings/${part.id}`}
                  className={cx(styles.part, part === current && styles.current)}
                >
                  {part.name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div
          className={cx(
            styles.content,
            ['people', 'audit', 'keys', 'webhooks'].includes(current.id) && styles.wide,
          )}
        >
          <Suspense fallback={<SkeletonRows rows={6} />}>
            <Part />
          </Suspense>
        </div>
      </div>
    </Screen>
  );
}
