import { alertCommands } from './alert-commands.ts';
import { composingCommands } from './composing-commands.ts';
import { customerCommands } from './customer-commands.ts';
import type { Desk } from './desk.ts';
import { createFileImport } from './files/import-files.ts';
import { filterCommands } from './filter-commands.ts';
import { mailAccountCommands } from './mail-account-commands.ts';
import { mailSettingsCommands } from './mail-settings-commands.ts';
import { microsoftCommands } from './microsoft-commands.ts';
import { tokenCommands } from './people/api-tokens.ts';
import { peopleCommands } from './people/people-commands.ts';
import { quarantineCommands } from './quarantine-commands.ts';
import { deliveryCommands, notificationCommands } from './ticket-commands.ts';
import { ticketCommands } from './tickets/ticket-commands.ts';

/** Everything that can be asked for, by everybody: who may is part of each. */
export const commands = [...peopleCommands, ...ticketCommands, ...tokenCommands] as const;

/** The commands by their names. */
export type Commands = { [Each in (typeof commands)[number] as Each['name']]: Each };

/** Use cases without a door, by name. */
export function createCommands(desk: Desk) {
  return {
    importFiles: createFileImport(desk),
    ...filterCommands(desk),
    ...mailAccountCommands(desk),
    ...alertCommands(desk),
    ...mailSettingsCommands(desk),
    ...microsoftCommands(desk),
    ...quarantineCommands(desk),
    ...deliveryCommands(desk),
    ...notificationCommands(desk),
    ...composingCommands(desk),
    ...customerCommands(desk),
  };
}

export type DeskCommands = ReturnType<typeof createCommands>;
