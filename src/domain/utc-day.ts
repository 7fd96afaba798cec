/** @param text as 2026-03-01. @returns the start of that day in UTC; undefined for one that is not in the calendar */
export function readDay(text: string): Date | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(at) || toDay(at) !== text ? undefined : new Date(at);
}

/** @returns the day of that instant in UTC, as 2026-03-01 */
export function toDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
