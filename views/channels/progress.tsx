interface ProgressProps {
  readonly done: number;
  readonly total: number;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

/** How far the running import has come, how fast it is and how long it will take. */
export function Progress({ done, total, startedAt, updatedAt }: ProgressProps) {
  const seconds = (updatedAt.getTime() - startedAt.getTime()) / 1000;
  const rate = seconds > 0 ? done / seconds : 0;
  const words = [`${done} of ${total} messages`];
  if (rate > 0) words.push(`${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second`);
  if (rate > 0 && total > done) words.push(`${describeSeconds((total - done) / rate)} left`);
  return (
    <div class="progress">
      <progress max={Math.max(total, 1)} value={done} aria-label="Import" />
      <div class="hint">{words.join(', ')}</div>
    </div>
  );
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} seconds`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3600)} hours`;
}
