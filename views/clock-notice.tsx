import { type ClockJump, type ClockState, type ClockUnit, measureSpan } from '../src/domain/clock-state.ts';
import { Time } from './time.tsx';
import { rich, t } from './words.ts';

/** Stands on every page while the times on it cannot be relied on: as long as the clock is off, and for a day after it was set. */
export function ClockNotice({ clock: { jump, ahead } }: { clock: ClockState }) {
  if (jump === undefined && ahead === undefined) return null;
  return (
    <section class="notice warning" role="status">
      {ahead !== undefined ? <Gap ahead={ahead} /> : jump !== undefined && <Jump jump={jump} />}
      <p>{t('Whoever runs the server has to look at its time synchronisation.')}</p>
    </section>
  );
}

function Gap({ ahead }: { ahead: number }) {
  const values = { span: describeSpan(ahead), strong: (words: unknown) => <strong>{words}</strong> };
  return (
    <p>
      {ahead > 0
        ? rich('<strong>The clock of the server is {span} ahead of Microsoft’s.</strong>', values)
        : rich('<strong>The clock of the server is {span} behind Microsoft’s.</strong>', values)}{' '}
      {t(
        'Times on these pages are wrong by that, codes of authenticator apps are refused, and sign-ins at Microsoft can fail.',
      )}
    </p>
  );
}

function Jump({ jump: { by, at } }: { jump: ClockJump }) {
  const values = {
    span: describeSpan(by),
    strong: (words: unknown) => <strong>{words}</strong>,
    time: <Time at={new Date(at)} />,
  };
  return (
    <p>
      {by > 0
        ? rich('<strong>The clock of the server was set {span} ahead</strong> (it says {time}).', values)
        : rich('<strong>The clock of the server was set {span} back</strong> (it says {time}).', values)}{' '}
      {t('What waits for a time waits as long as before; times of messages from around then may be wrong.')}
    </p>
  );
}

function describeSpan(milliseconds: number): string {
  const { count, unit } = measureSpan(milliseconds);
  return spans[unit](count);
}

const spans: Readonly<Record<ClockUnit, (count: number) => string>> = {
  day: (count) => t('{count, plural, one {# day} other {# days}}', { count }),
  hour: (count) => t('{count, plural, one {# hour} other {# hours}}', { count }),
  minute: (count) => t('{count, plural, one {# minute} other {# minutes}}', { count }),
  second: (count) => t('{count, plural, one {# second} other {# seconds}}', { count }),
};
