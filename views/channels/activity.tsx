import type { ChannelFactGroup } from '../../src/domain/facts/channel-facts.ts';
import { Time } from '../time.tsx';
import { t } from '../words.ts';

export interface ActivityLine {
  readonly id: number;
  readonly at: Date;
  /** Undefined for what is in no group. */
  readonly group: ChannelFactGroup | undefined;
  readonly words: string;
}

const groups = (): readonly (readonly [group: ChannelFactGroup, label: string])[] => [
  ['fetch', t('Fetches')],
  ['settle', t('Settled')],
  ['failure', t('Failures')],
  ['recovery', t('Recoveries')],
  ['token', t('Tokens')],
  ['account', t('Account')],
  ['settings', t('Settings')],
];

/** What happened on the channel, newest first. */
export function Activity(props: {
  channelId: number;
  lines: readonly ActivityLine[];
  group: ChannelFactGroup | undefined;
}) {
  const { channelId, lines, group } = props;
  return (
    <section aria-labelledby="activity-heading">
      <h2 id="activity-heading">{t('Activity')}</h2>
      <nav class="filters" aria-label={t('Kinds of activity')}>
        <a href={`/channels/${channelId}`} aria-current={group === undefined ? 'true' : undefined}>
          {t('All')}
        </a>
        {groups().map(([value, label]) => (
          <a
            href={`/channels/${channelId}?kind=${value}`}
            aria-current={group === value ? 'true' : undefined}
          >
            {label}
          </a>
        ))}
      </nav>
      {lines.length === 0 ? (
        <p class="hint">{t('Nothing of this kind yet. What a channel does all day is kept for 90 days.')}</p>
      ) : (
        <ol class="activity" tabindex={0} aria-labelledby="activity-heading">
          {lines.map((line) => (
            <li id={`activity-${line.id}`} class={line.group}>
              <Time at={line.at} /> <span>{line.words}</span>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
