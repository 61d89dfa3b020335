import { alertmanagerApi } from './alertmanager-api.ts';
import { alertmanager } from './alertmanager.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import type { Source } from './model.ts';
import { pagerduty } from './pagerduty.ts';

/** Every tool evenkeel understands by name. A new source is one file, one test and one line here. */
export const sources: readonly Source[] = [
  generic,
  alertmanager,
  alertmanagerApi,
  grafana,
  pagerduty,
];

/** The source with this id or alias, or null. */
export function findSource(name: string): Source | null {
  return sources.find(({ id, aliases }) => id === name || aliases.includes(name)) ?? null;
}
