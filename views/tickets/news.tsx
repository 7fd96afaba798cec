import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface NewsItem {
  readonly id: number;
  readonly kind: 'email' | 'note';
  readonly direction: 'in' | 'out';
  /** The agent who wrote it. */
  readonly author: string | null;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly at: Date;
}

export interface NewsProps {
  readonly ticketId: number;
  readonly number: number;
  /** The newest article that was there when the form was opened. */
  readonly since: number;
  /** What has come since, from others. */
  readonly items: readonly NewsItem[];
  /** The ticket that this one was merged into, while somebody writes here. */
  readonly mergedInto?: number | undefined;
  /** The others who are typing now. */
  readonly writing: readonly { readonly name: string; readonly kind: 'reply' | 'note' }[];
}

/** Stands above Send: who else is writing in the ticket, and what has come since the form was opened. */
export function News({ ticketId, number, since, items, writing, mergedInto }: NewsProps) {
  return (
    <Live
      id="news"
      class="news"
      url={`/tickets/${number}/news?since=${since}`}
      on={[`presence-${ticketId}`, `ticket-${ticketId}`]}
    >
      <div role="status">
        {mergedInto !== undefined && (
          <p class="notice warning">
            {rich(
              'This ticket was merged meanwhile. What you have written is kept: <a>go on in {number}</a>',
              {
                number: `#${mergedInto}`,
                a: (words) => <a href={`/tickets/${mergedInto}#reply`}>{words}</a>,
              },
            )}
          </p>
        )}
        {items.length > 0 && (
          <ul class="notice warning" aria-label={t('Since you began')}>
            {items.map((item) => (
              <li>
                {describe(item)} <a href={`#article-${item.id}`}>{t('Look')}</a>
              </li>
            ))}
          </ul>
        )}
        {writing.map(({ name, kind }) => (
          <p class="writing">
            <Icon name="note" />{' '}
            {t('{name} is writing {part}', { name, part: kind === 'note' ? t('a note') : t('an answer') })}
          </p>
        ))}
      </div>
    </Live>
  );
}

function describe({ author, kind, direction, fromName, fromAddress, at }: NewsItem) {
  const said = { name: author ?? (fromName || fromAddress), time: <Time at={at} isRelative /> };
  if (kind === 'note') return rich('{name} wrote a note {time}', said);
  return direction === 'out' ? rich('{name} answered {time}', said) : rich('{name} wrote {time}', said);
}
