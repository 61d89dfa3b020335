/** Apart from the ribbon: what it imports is wanted by one press only, and the ribbon is on every screen of the demo. */
import { demoApi } from '#setup/contract';

import { write } from '../client/queries.ts';

/** Removes the demo organisation and all that is in it. */
export async function removeDemo(): Promise<void> {
  await write(demoApi.remove, {});
}
