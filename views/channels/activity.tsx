import { Time } from '../time.tsx';

export interface ActivityLine {
  readonly id: number;
  readonly at: Date;
  readonly kind: string;
  readonly message: string;
}

const kinds: readonly (readonly [kind: string, label: string])[] = [
  ['fetch', 'Fetches'],
  ['settle', 'Settled'],
  ['failure', 'Failures'],
  ['recovery', 'Recoveries'],
  ['token', 'Tokens'],
  ['account', 'Account'],
  ['settings', 'Settings'],
];

/** What happened on the channel, newest first. */
export function Activity(props: {
  channelId: number;
  lines: readonly ActivityLine[];
  kind: string | undefined;
}) {
  const { channelId, lines, kind } = props;
  return (
    <section aria-labelledby="activity-heading">
      <h2 id="activity-heading">Activity</h2>
      <nav class="filters" aria-label="Kinds of activity">
        <a href={`/channels/${channelId}`} aria-current={kind === undefined ? 'true' : undefined}>
          All
        </a>
        {kinds.map(([value, label]) => (
          <a href={`/channels/${channelId}?kind=${value}`} aria-current={kind === value ? 'true' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      {lines.length === 0 ? (
        <p class="hint">Nothing of this kind yet. Lines are kept for 90 days.</p>
      ) : (
        <ol class="activity" tabindex={0} aria-labelledby="activity-heading">
          {lines.map(({ id, at, kind: lineKind, message }) => (
            <li id={`activity-${id}`} class={lineKind}>
              <Time at={at} /> <span>{message}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
