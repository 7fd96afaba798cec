import type { ClockJump } from '../src/domain/clock-jump.ts';
import { describeJump } from '../src/domain/clock-jump.ts';
import { Time } from './time.tsx';
import { rich, t } from './words.ts';

/** Stands on every page for a day, because the times on it cannot be relied on. */
export function ClockNotice({ jump }: { jump: ClockJump }) {
  return (
    <section class="notice warning" role="status">
      <p>
        {rich(
          '<strong>The clock of the server was set {jump}</strong> (it says {time}). What waits for a time waits as long as before; times of messages from around then may be wrong.',
          {
            jump: describeJump(jump),
            strong: (words) => <strong>{words}</strong>,
            time: <Time at={new Date(jump.at)} />,
          },
        )}
      </p>
      <p>{t('Whoever runs the server has to look at its time synchronisation.')}</p>
    </section>
  );
}
