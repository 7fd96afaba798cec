import { discardQuarantined } from './discard-quarantined.ts';
import { importAnyway } from './import-anyway.ts';
import { noteRawQuarantined } from './note-raw-quarantined.ts';
import { describeRetries, retryAllQuarantined, retryQuarantined } from './retry-quarantined.ts';

/** What people do with mail that could not become an article. */
export const quarantineCommands = [
  describeRetries,
  discardQuarantined,
  importAnyway,
  noteRawQuarantined,
  retryAllQuarantined,
  retryQuarantined,
] as const;
