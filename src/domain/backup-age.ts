/** A backup a day, and two hours for its making: docs/monitoring.md asks for the same. */
const freshMilliseconds = 26 * 3_600_000;

/** @param at when the last backup was written; undefined: none is known */
export function isBackupOverdue(at: Date | undefined, now: Date): boolean {
  return at === undefined || now.getTime() - at.getTime() > freshMilliseconds;
}
