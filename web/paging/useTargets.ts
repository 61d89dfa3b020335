import { oncallApi } from '#oncall/contract';
import type { Target } from '#paging/contract';
import { peopleApi, teamsApi } from '#people/contract';
import { webhooksApi } from '#webhooks/contract';

import { useRead } from '../client/queries.ts';
import { useMay } from '../client/session.ts';
import type { Option } from '../ui/Select.tsx';
import { t } from './messages.en.ts';
import { readTarget } from './targets.ts';

/** Everything that can be paged, as options, and a name for any target. */
export function useTargets(): { options: Option[]; nameOf: (target: Target) => string } {
  const rotas = useRead(oncallApi.list, { query: { limit: 200 } }, { topics: ['oncall'] });
  const teams = useRead(teamsApi.list, { query: { limit: 200 } }, { topics: ['settings'] });
  const people = useRead(
    peopleApi.list,
    { query: { limit: 200, active: true } },
    { topics: ['settings'] },
  );
  // Those who may not read the settings see a webhook that is there by its name, and cannot add one.
  const maySettings = useMay('settings:read');
  const webhooks = useRead(
    webhooksApi.list,
    { query: { limit: 200 } },
    { topics: ['settings'], when: maySettings },
  );
  const options: Option[] = [
    ...(rotas.data?.items ?? []).map((one) => ({
      id: `schedule:${one.slug}`,
      name: one.name,
      hint: t('kind.schedule'),
    })),
    ...(teams.data?.items ?? []).map((one) => ({
      id: `team:${one.slug}`,
      name: one.name,
      hint: t('kind.team'),
    })),
    ...(people.data?.items ?? []).map((one) => ({
      id: `person:${one.email}`,
      name: one.name,
      hint: t('kind.person'),
    })),
    ...(webhooks.data?.items ?? []).map((one) => ({
      id: `webhook:${one.name}`,
      name: one.name,
      hint: t('kind.webhook'),
    })),
  ];
  const nameOf = (target: Target) => {
    const { kind, refs } = readTarget(target);
    const names = refs.map((ref) => {
      if (kind === 'schedule')
        return rotas.data?.items.find((one) => one.slug === ref || one.id === ref)?.name ?? ref;
      if (kind === 'webhook') return ref;
      if (kind === 'team')
        return teams.data?.items.find((one) => one.slug === ref || one.id === ref)?.name ?? ref;
      return people.data?.items.find((one) => one.email === ref || one.id === ref)?.name ?? ref;
    });
    return kind === 'roundRobin'
      ? `${names.join(', ')}, ${t('kind.roundRobin')}`
      : names.join(', ');
  };
  return { options, nameOf };
}
