import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import { RouterProvider as LinkProvider } from 'react-aria-components';

import { Boot } from './Boot.tsx';
import { Crash, NotFound } from './Nothing.tsx';

/** Links of our parts (plain `href`) go through the router. */
function Root() {
  const router = useRouter();
  return (
    <LinkProvider navigate={(href) => router.history.push(href)}>
      <Outlet />
    </LinkProvider>
  );
}

const root = createRootRoute({ component: Root });

/** Needs no session. */
const open = [
  createRoute({
    getParentRoute: () => root,
    path: '/components',
    component: lazyRouteComponent(
      () => import('../components/ComponentsPage.tsx'),
      'ComponentsPage',
    ),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/setup/{-$token}',
    component: lazyRouteComponent(() => import('./SetupPage.tsx'), 'SetupPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/invitation/{-$token}',
    component: lazyRouteComponent(() => import('./InvitationPage.tsx'), 'InvitationPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/phone/{-$token}',
    component: lazyRouteComponent(() => import('./PhonePage.tsx'), 'PhonePage'),
  }),
];

const session = createRoute({ getParentRoute: () => root, id: 'session', component: Boot });

/** Inside a session, outside the frame. */
const welcome = createRoute({
  getParentRoute: () => session,
  path: '/welcome',
  component: lazyRouteComponent(() => import('../onboarding/WelcomePage.tsx'), 'WelcomePage'),
});

const shell = createRoute({
  getParentRoute: () => session,
  id: 'shell',
  component: lazyRouteComponent(() => import('./AppShell.tsx'), 'AppShell'),
  errorComponent: Crash,
});

const place = <
  Path extends string,
  Component extends Parameters<typeof createRoute>[0]['component'],
>(
  path: Path,
  component: Component,
) => createRoute({ getParentRoute: () => shell, path, component, errorComponent: Crash } as never);

const places = [
  place(
    '/',
    lazyRouteComponent(() => import('../overview/NowPage.tsx'), 'NowPage'),
  ),
  place(
    '/more',
    lazyRouteComponent(() => import('./MorePage.tsx'), 'MorePage'),
  ),
  place(
    '/alerts',
    lazyRouteComponent(() => import('../alerts/AlertsPage.tsx'), 'AlertsPage'),
  ),
  place(
    '/alerts/$ref',
    lazyRouteComponent(() => import('../alerts/AlertPage.tsx'), 'AlertPage'),
  ),
  place(
    '/incidents',
    lazyRouteComponent(() => import('../incidents/IncidentsPage.tsx'), 'IncidentsPage'),
  ),
  place(
    '/incidents/$ref',
    lazyRouteComponent(() => import('../incidents/RoomPage.tsx'), 'RoomPage'),
  ),
  place(
    '/on-call',
    lazyRouteComponent(() => import('../oncall/OnCallPage.tsx'), 'OnCallPage'),
  ),
  place(
    '/schedules/$slug',
    lazyRouteComponent(() => import('../oncall/SchedulePage.tsx'), 'SchedulePage'),
  ),
  place(
    '/policies/$slug',
    lazyRouteComponent(() => import('../paging/PolicyPage.tsx'), 'PolicyPage'),
  ),
  place(
    '/services',
    lazyRouteComponent(() => import('../services/ServicesPage.tsx'), 'ServicesPage'),
  ),
  place(
    '/services/$slug',
    lazyRouteComponent(() => import('../services/ServicePage.tsx'), 'ServicePage'),
  ),
  place(
    '/learn',
    lazyRouteComponent(() => import('../postmortems/LearnPage.tsx'), 'LearnPage'),
  ),
  place(
    '/postmortems/$ref',
    lazyRouteComponent(() => import('../postmortems/PostmortemPage.tsx'), 'PostmortemPage'),
  ),
  place(
    '/status-pages',
    lazyRouteComponent(() => import('../updates/StatusPagesPage.tsx'), 'StatusPagesPage'),
  ),
  place(
    '/integrations',
    lazyRouteComponent(() => import('../intake/IntegrationsPage.tsx'), 'IntegrationsPage'),
  ),
  place(
    '/settings/{-$part}',
    lazyRouteComponent(() => import('../settings/SettingsPage.tsx'), 'SettingsPage'),
  ),
  place('$', NotFound),
  createRoute({
    getParentRoute: () => shell,
    path: '/incidents/$ref/postmortem',
    beforeLoad: ({ params }) => {
      redirect({ href: `/postmortems/${params.ref}`, replace: true, throw: true });
    },
  }),
];

/** Filters are plain text in the address: no JSON, no quotes. */
function parseSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

function stringifySearch(values: Record<string, unknown>): string {
  const pairs = Object.entries(values).flatMap(([name, value]): [string, string][] =>
    value === undefined || value === null || value === ''
      ? []
      : [[name, typeof value === 'string' ? value : JSON.stringify(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

export const router = createRouter({
  routeTree: root.addChildren([...open, session.addChildren([welcome, shell.addChildren(places)])]),
  parseSearch,
  stringifySearch,
  defaultPendingMs: 150,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
