import type { ClockJump } from '../src/domain/clock-jump.ts';
import { describeJump } from '../src/domain/clock-jump.ts';
import { Time } from './time.tsx';

/** Stands on every page for a day, because the times on it cannot be relied on. */
export function ClockNotice({ jump }: { jump: ClockJump }) {
  return (
    <section class="notice warning" role="status">
      <p>
        <strong>The clock of the server was set {describeJump(jump)}</strong> (it says{' '}
        <Time at={new Date(jump.at)} />
        ). What waits for a time waits as long as before; times of messages from around then may be wrong.
      </p>
      <p>Whoever runs the server has to look at its time synchronisation.</p>
    </section>
  );
}
