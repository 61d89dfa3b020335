// Every command, in the order of the help.
import type { Command } from './command.ts';
import { alertCommands } from './commands/alerts.ts';
import { changeCommands } from './commands/changes.ts';
import { configCommands } from './commands/config.ts';
import { incidentCommands } from './commands/incidents.ts';
import { oncallCommands } from './commands/oncall.ts';
import { pageCommands } from './commands/pages.ts';
import { serverCommands } from './commands/server.ts';

export const commands: readonly Command[] = [
  ...serverCommands,
  ...alertCommands,
  ...pageCommands,
  ...incidentCommands,
  ...oncallCommands,
  ...changeCommands,
  ...configCommands,
];
