import type { Desk } from './desk.ts';
import { discardQuarantined, retryQuarantined } from './retry-quarantined.ts';

/** What people can do with mail that could not become an article. */
export function quarantineCommands(desk: Desk) {
  return {
    retryQuarantined: (input: { id: number }) => retryQuarantined(desk, input),
    discardQuarantined: (input: { id: number }) => discardQuarantined(desk, input),
  };
}
