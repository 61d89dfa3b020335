import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';

const root = createRootRoute({ component: Outlet });

const components = createRoute({
  getParentRoute: () => root,
  path: '/components',
  component: lazyRouteComponent(() => import('../components/ComponentsPage.tsx'), 'ComponentsPage'),
});

export const router = createRouter({ routeTree: root.addChildren([components]), defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
