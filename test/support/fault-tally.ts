import { appendFileSync } from 'node:fs';

/** What `npm run test:faults` puts into its table; rows of one fault are added up there. */
export interface FaultRow {
  readonly fault: string;
  /** How often it struck. */
  readonly tries: number;
  readonly lost: number;
  readonly doubled: number;
  readonly changed: number;
  /** From the end of the fault until all was as it should be. */
  readonly recoveredSeconds: number;
}

/** For scripts/test-faults; nothing is noted where nobody asks. */
export function noteFault(row: FaultRow): void {
  const tally = process.env.POSTROOM_FAULTS_TALLY;
  if (tally !== undefined) appendFileSync(tally, `${JSON.stringify(row)}\n`);
}

/** A fault that is over. */
export interface SurvivedFault {
  readonly fault: string;
  readonly tries: number;
  /** By performance.now(), when it ended. */
  readonly endedAt: number;
}

export function secondsSince(endedAt: number): number {
  return (performance.now() - endedAt) / 1000;
}
