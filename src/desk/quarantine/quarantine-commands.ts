import { discardQuarantined } from './discard-quarantined.ts';
import { importAnyway } from './import-anyway.ts';
import { describeRetries, retryAllQuarantined, retryQuarantined } from './retry-quarantined.ts';

/** What people do with mail that could not become an article. */
export const quarantineCommands = [
  describeRetries,
  discardQuarantined,
  importAnyway,
  retryAllQuarantined,
  retryQuarantined,
] as const;
