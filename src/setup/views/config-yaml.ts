// A config as YAML, for people and their editors.
import { stringify } from 'yaml';

import type { ConfigFile } from '../contract.ts';
import { schemaPath } from './config-schema.ts';

// Clock times are quoted: older readers of YAML take 22:00 for a number.
const options = { lineWidth: 100, compat: 'yaml-1.1' } as const;

/** YAML text whose first line tells an editor where the schema is. Empty sections are left out. */
export function configYaml(config: ConfigFile, publicUrl: string): string {
  const filled = Object.fromEntries(
    Object.entries(config).filter(([, section]) => section.length > 0),
  );
  const head = `# yaml-language-server: $schema=${publicUrl}${schemaPath}\n`;
  return Object.keys(filled).length === 0 ? head : head + stringify(filled, options);
}
