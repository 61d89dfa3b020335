import {
  Bell,
  BookOpen,
  CalendarClock,
  Network,
  Siren,
  Users,
  UserRound,
  Waypoints,
  type LucideIcon,
} from 'lucide-react';
import { useDeferredValue } from 'react';

import { overviewApi } from '#overview/contract';

import { useRead } from '../client/queries.ts';

export interface Find {
  icon: LucideIcon;
  name: string;
  hint: string;
  href: string;
}

const icons: Record<string, LucideIcon> = {
  incident: Siren,
  alert: Bell,
  service: Network,
  person: UserRound,
  team: Users,
  schedule: CalendarClock,
  policy: Waypoints,
  postmortem: BookOpen,
};

/** What the server finds by these words, as places to go. */
export function useFound(query: string): readonly Find[] {
  const q = useDeferredValue(query.trim());
  const found = useRead(overviewApi.find, { query: { q } }, { when: q.length > 1, keep: true });
  if (q.length < 2) return [];
  return (found.data?.items ?? []).map((item) => ({
    icon: icons[item.kind] ?? Bell,
    name: item.ref ? `${item.ref} ${item.title}` : item.title,
    hint: item.detail,
    href: item.href,
  }));
}
