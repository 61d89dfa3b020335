// Every command, in the order of the help.
import type { Command } from './command.ts';
import { alertCommands } from './commands/alerts.ts';
import { changeCommands } from './commands/changes.ts';
import { oncallCommands } from './commands/oncall.ts';

export const commands: readonly Command[] = [
  ...alertCommands,
  ...oncallCommands,
  ...changeCommands,
];
