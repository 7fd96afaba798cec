import { accountCommands } from './account-commands.ts';
import { alertCommands } from './alert-commands.ts';
import { composingCommands } from './composing-commands.ts';
import { customerCommands } from './customer-commands.ts';
import type { Desk } from './desk.ts';
import { createFileImport } from './files/import-files.ts';
import { filterCommands } from './filter-commands.ts';
import { groupCommands } from './group-commands.ts';
import { mailAccountCommands } from './mail-account-commands.ts';
import { mailSettingsCommands } from './mail-settings-commands.ts';
import { microsoftCommands } from './microsoft-commands.ts';
import { quarantineCommands } from './quarantine-commands.ts';
import { teamworkCommands } from './teamwork-commands.ts';
import { ticketCommands } from './ticket-commands.ts';

/** Every use case that the web thread and the control socket can ask for, by name. */
export function createCommands(desk: Desk) {
  return {
    ...accountCommands(desk),
    importFiles: createFileImport(desk),
    ...groupCommands(desk),
    ...filterCommands(desk),
    ...mailAccountCommands(desk),
    ...alertCommands(desk),
    ...mailSettingsCommands(desk),
    ...microsoftCommands(desk),
    ...quarantineCommands(desk),
    ...teamworkCommands(desk),
    ...ticketCommands(desk),
    ...composingCommands(desk),
    ...customerCommands(desk),
  };
}

export type DeskCommands = ReturnType<typeof createCommands>;
