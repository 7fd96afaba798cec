import type { DiskWarning } from '../src/domain/disk-room.ts';
import { say } from './said.ts';

/** Stands on every page while the disk is short, because everybody's work depends on it. */
export function DiskNotice({ warning }: { warning: DiskWarning }) {
  const kind = warning.level === 'low' ? 'warning' : 'error';
  return (
    <section class={`notice ${kind} disk-notice`} role={kind === 'error' ? 'alert' : 'status'}>
      <p>
        <strong>{say(warning.title)}.</strong> {say(warning.cause)}
      </p>
      <p>{say(warning.step)}</p>
    </section>
  );
}
