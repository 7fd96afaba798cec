/**
 * @param value seconds, or a date (RFC 9110 section 10.2.3)
 * @param now by the clock of whoever wrote it, where that is known; NaN where only seconds count
 * @returns milliseconds from `now` on; undefined where it says neither
 */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined || value.length > 40) return undefined;
  // Where a proxy has joined two, the first is the server's own; some count in parts of a second.
  const [, seconds] = /^\s{0,5}(\d{1,15}(?:\.\d{1,9})?)\s{0,5}(?:,|$)/.exec(value) ?? [];
  if (seconds !== undefined) return Math.ceil(Number(seconds) * 1000);
  // Else the engine takes `-5` for a month of the year 2001.
  if (!/^[\w,: +-]{10,40}$/.test(value)) return undefined;
  const milliseconds = Date.parse(value) - now;
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}
