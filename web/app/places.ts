import {
  Bell,
  BookOpen,
  CalendarClock,
  Gauge,
  Menu,
  Network,
  Plug,
  RadioTower,
  Settings2,
  Siren,
} from 'lucide-react';

import type { Now } from '#overview/contract';

import type { PlaceItem } from '../ui/Rail.tsx';
import { t } from './messages/en.ts';

type Counts = Now['counts'] | undefined;

/** The places of the rail, with what waits there. */
export function railPlaces(counts: Counts): PlaceItem[] {
  const burning = (counts?.openIncidents ?? 0) + (counts?.untakenPages ?? 0);
  return [
    { id: 'now', name: t('now'), icon: Gauge, href: '/', count: burning, needsYou: burning > 0 },
    {
      id: 'alerts',
      name: t('alerts'),
      icon: Bell,
      href: '/alerts',
      count: (counts?.firing ?? 0) + (counts?.acknowledged ?? 0),
    },
    {
      id: 'incidents',
      name: t('incidents'),
      icon: Siren,
      href: '/incidents',
      count: counts?.openIncidents,
      needsYou: (counts?.openIncidents ?? 0) > 0,
    },
    { id: 'oncall', name: t('oncall'), icon: CalendarClock, href: '/on-call' },
    { id: 'services', name: t('services'), icon: Network, href: '/services' },
    { id: 'learn', name: t('learn'), icon: BookOpen, href: '/learn', count: counts?.openActions },
    { id: 'status', name: t('statusPages'), icon: RadioTower, href: '/status-pages' },
  ];
}

export function footPlaces(): PlaceItem[] {
  return [
    { id: 'integrations', name: t('integrations'), icon: Plug, href: '/integrations' },
    { id: 'settings', name: t('settings'), icon: Settings2, href: '/settings' },
  ];
}

/** Five under the thumb; the rest stands behind More. */
export function phonePlaces(counts: Counts): PlaceItem[] {
  return [
    ...railPlaces(counts).slice(0, 4),
    { id: 'more', name: t('more'), icon: Menu, href: '/more' },
  ];
}

/** Which place an address belongs to. */
export function activePlace(path: string): string | null {
  const first = path.split('/')[1] ?? '';
  const places: Record<string, string> = {
    '': 'now',
    alerts: 'alerts',
    incidents: 'incidents',
    'on-call': 'oncall',
    schedules: 'oncall',
    policies: 'oncall',
    services: 'services',
    learn: 'learn',
    postmortems: 'learn',
    'status-pages': 'status',
    integrations: 'integrations',
    settings: 'settings',
    more: 'more',
  };
  return places[first] ?? null;
}
