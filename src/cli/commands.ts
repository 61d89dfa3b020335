// Every command, in the order of the help.
import type { Command } from './command.ts';
import { agentCommands } from './commands/agents.ts';
import { alertCommands } from './commands/alerts.ts';
import { backupCommands } from './commands/backup.ts';
import { changeCommands } from './commands/changes.ts';
import { configCommands } from './commands/config.ts';
import { doctorCommands } from './commands/doctor.ts';
import { incidentCommands } from './commands/incidents.ts';
import { oncallCommands } from './commands/oncall.ts';
import { operationCommands } from './commands/operation.ts';
import { pageCommands } from './commands/pages.ts';
import { profileCommands } from './commands/profiles.ts';
import { retentionCommands } from './commands/retention.ts';
import { securityCommands } from './commands/security.ts';
import { serverCommands } from './commands/server.ts';
import { shellCommands } from './commands/shell.ts';
import { watchCommands } from './commands/watch.ts';
import { webhookCommands } from './commands/webhooks.ts';

export const commands: readonly Command[] = [
  ...profileCommands,
  ...serverCommands,
  ...watchCommands,
  ...doctorCommands,
  ...alertCommands,
  ...pageCommands,
  ...incidentCommands,
  ...oncallCommands,
  ...changeCommands,
  ...configCommands,
  ...webhookCommands,
  ...agentCommands,
  ...securityCommands,
  ...backupCommands,
  ...operationCommands,
  ...retentionCommands,
  ...shellCommands,
];

/** Programs that work on the data itself; `src/main.ts` starts them, and they bring their own help. */
export const programs: readonly { name: string; summary: string }[] = [
  { name: 'serve', summary: 'Start the server; --demo also makes a demo organisation' },
  {
    name: 'restore',
    summary: 'Bring a backup back into an empty installation, with the server stopped',
  },
  { name: 'admin', summary: 'Mend a forgotten password or a lost last owner, on the data itself' },
];
