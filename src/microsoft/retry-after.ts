/**
 * @param value seconds, or a date (RFC 9110 section 10.2.3)
 * @param now by the clock of whoever wrote it, where that is known; NaN where only seconds count
 * @returns milliseconds from `now` on; undefined where it says neither
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.length > 40) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const milliseconds = Date.parse(value) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
