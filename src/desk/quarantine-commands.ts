import type { Desk } from './desk.ts';
import { discardQuarantined } from './quarantine/discard-quarantined.ts';
import { importAnyway } from './quarantine/import-anyway.ts';
import { describeRetries, retryAllQuarantined, retryQuarantined } from './quarantine/retry-quarantined.ts';

/** What people can do with mail that could not become an article. */
export function quarantineCommands(desk: Desk) {
  return {
    retryQuarantined: (input: { id: number }) => retryQuarantined(desk, input),
    retryAllQuarantined: (input: { ids: readonly number[] }) => retryAllQuarantined(desk, input),
    describeRetries: () => describeRetries(desk),
    importAnyway: (input: { id: number }) => importAnyway(desk, input),
    discardQuarantined: (input: { id: number }) => discardQuarantined(desk, input),
  };
}
