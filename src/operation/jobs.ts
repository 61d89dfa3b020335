// The rehearsal's turn, each minute.
import type { Platform } from '#platform/context';

import { rehearse } from './rehearse.ts';
import type { Watch } from './watch.ts';

/** What failed is told by the second path at once: the first one has just shown that it may not work. */
export function operationDuties(watch: Watch) {
  return [
    {
      name: 'operation.rehearse',
      everySeconds: 60,
      async run(app: Platform): Promise<void> {
        for (const { text } of await rehearse(app)) {
          app.log.error({ text }, 'the daily test page did not go through');
          await watch.tell('evenkeel: the daily test page did not go through', text);
        }
      },
    },
  ];
}
