import { t } from '../words.ts';

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
  const words = [t('{done} of {total} messages', { done, total })];
  if (rate > 0) words.push(t('{part} a second', { part: rate < 10 ? rate.toFixed(1) : Math.round(rate) }));
  if (rate > 0 && total > done)
    words.push(t('{seconds} left', { seconds: describeSeconds((total - done) / rate) }));
  return (
    <div class="progress">
      <progress max={Math.max(total, 1)} value={done} aria-label={t('Import')} />
      <div class="hint">{words.join(', ')}</div>
    </div>
  );
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return t('{ceil} seconds', { ceil: Math.ceil(seconds) });
  if (seconds < 5400) return t('{round} minutes', { round: Math.round(seconds / 60) });
  return t('{round} hours', { round: Math.round(seconds / 3600) });
}
