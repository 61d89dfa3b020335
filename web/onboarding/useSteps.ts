import { intakeApi } from '#intake/contract';
import { oncallApi } from '#oncall/contract';
import { overviewApi } from '#overview/contract';
import { meApi } from '#people/contract';

import { useRead } from '../client/queries.ts';
import { useMay, useMe } from '../client/session.ts';

export type StepId = 'you' | 'phone' | 'page' | 'source' | 'rota';
export const stepIds: readonly StepId[] = ['you', 'phone', 'page', 'source', 'rota'];

/** Which steps are done, by what is really there. */
export function useSteps() {
  const me = useMe();
  const mayKeys = useMay('keys:read');
  const person = useRead(meApi.get, {}, { topics: ['settings'] });
  const now = useRead(overviewApi.now, {}, { topics: ['now', 'alerts', 'pages'], every: 15_000 });
  const keys = useRead(
    intakeApi.listKeys,
    { query: { limit: 200 } },
    { topics: ['settings', 'alerts'], when: mayKeys, every: 15_000 },
  );
  const rotas = useRead(oncallApi.list, { query: { limit: 200 } }, { topics: ['oncall'] });
  const methods = (person.data?.contactMethods ?? []).filter(
    (method) => method.verifiedAt !== null && method.brokenAt === null,
  );
  const own = (rotas.data?.items ?? []).filter((rota) =>
    rota.layers.some((layer) => layer.users.flatMap((user) => user ?? []).includes(me.email)),
  );
  const talking = (keys.data?.items ?? []).filter((key) => key.lastEventAt !== null);
  const test = now.data?.chain.lastTestPage ?? null;
  const done: Record<StepId, boolean> = {
    you: true,
    phone: methods.some((method) => method.kind !== 'email'),
    page: test !== null && test.seconds !== null,
    source: talking.length > 0,
    rota: own.length > 0,
  };
  const reads = [person, now, keys, rotas];
  return {
    done,
    /** Why the steps cannot be told from what is there, and another try. */
    failed: reads.find((read) => read.isError && read.data === undefined)?.error ?? null,
    again: () => reads.forEach((read) => read.isError && void read.refetch()),
    methods,
    keys: keys.data?.items ?? [],
    talking,
    own,
    known: person.data !== undefined && rotas.data !== undefined,
  };
}
