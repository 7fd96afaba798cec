/** @returns the middle, the 99th of a hundred and the longest of some times, in milliseconds */
export function describeTimes(times: readonly number[]): { p50: number; p99: number; most: number } {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
  return { p50: at(0.5), p99: at(0.99), most: round(sorted.at(-1) ?? 0) };
}

function round(milliseconds: number): number {
  return Number(milliseconds.toFixed(1));
}
