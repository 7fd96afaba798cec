import { accountCommands } from './account-commands.ts';
import { customerCommands } from './customer-commands.ts';
import type { Desk } from './desk.ts';
import { filterCommands } from './filter-commands.ts';
import { groupCommands } from './group-commands.ts';
import { createFileImport } from './import-files.ts';
import { mailSettingsCommands } from './mail-settings-commands.ts';
import { mailAccountCommands } from './mail-account-commands.ts';
import { microsoftCommands } from './microsoft-commands.ts';
import { quarantineCommands } from './quarantine-commands.ts';
import { ticketCommands } from './ticket-commands.ts';

/** Every use case that the web thread and the control socket can ask for, by name. */
export function createCommands(desk: Desk) {
  return {
    ...accountCommands(desk),
    importFiles: createFileImport(desk),
    ...groupCommands(desk),
    ...filterCommands(desk),
    ...mailSettingsCommands(desk),
    ...microsoftCommands(desk),
    ...mailAccountCommands(desk),
    ...quarantineCommands(desk),
    ...ticketCommands(desk),
    ...customerCommands(desk),
  };
}

export type DeskCommands = ReturnType<typeof createCommands>;
