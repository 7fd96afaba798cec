import { channelCommands } from './channels/channel-commands.ts';
import { composingCommands } from './composing/composing-commands.ts';
import { customerCommands } from './customers/customer-commands.ts';
import { askMailboxes } from './fetching/ask-mailboxes.ts';
import { rescueFound, rescueJunk } from './fetching/rescue-junk.ts';
import { importFiles } from './files/import-files.ts';
import { rereadMail } from './files/reread-mail.ts';
import { filterCommands } from './filters/filter-commands.ts';
import { microsoftCommands } from './microsoft/microsoft-commands.ts';
import { outboxCommands } from './outbox/outbox-commands.ts';
import { tokenCommands } from './people/api-tokens.ts';
import { peopleCommands } from './people/people-commands.ts';
import { quarantineCommands } from './quarantine/quarantine-commands.ts';
import { settingCommands } from './settings/setting-commands.ts';
import { tellingCommands } from './telling/telling-commands.ts';
import { ticketCommands } from './tickets/ticket-commands.ts';

/** Everything that can be asked for, by everybody: who may is part of each. */
export const commands = [
  askMailboxes,
  ...channelCommands,
  importFiles,
  ...microsoftCommands,
  ...quarantineCommands,
  ...composingCommands,
  ...customerCommands,
  ...filterCommands,
  ...outboxCommands,
  ...peopleCommands,
  rereadMail,
  rescueFound,
  rescueJunk,
  ...settingCommands,
  ...tellingCommands,
  ...ticketCommands,
  ...tokenCommands,
] as const;

/** The commands by their names. */
export type Commands = { [Each in (typeof commands)[number] as Each['name']]: Each };
