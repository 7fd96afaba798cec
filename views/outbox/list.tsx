import { outboxViews } from '../../src/domain/outbox-view.ts';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { Delivery } from '../tickets/delivery.tsx';
import type { DeliveryState } from '../tickets/delivery-state.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface OutboxItem {
  readonly id: number;
  readonly number: number;
  readonly subject: string;
  readonly group: string;
  /** Null for what Postroom sends by itself. */
  readonly author: string | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly createdAt: Date;
  readonly attempts: number;
  readonly csrf: string | undefined;
  readonly delivery: DeliveryState;
}

export interface OutboxListProps {
  readonly view: string;
  readonly groupId: number | undefined;
  readonly words: string;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly counts: ReadonlyMap<string, number>;
  readonly items: readonly OutboxItem[];
  /** This page and the next one. */
  readonly url: string;
  readonly nextUrl: string | undefined;
  readonly isFirstPage: boolean;
}

/** Everything of the outbox that follows events. */
export function OutboxList(props: OutboxListProps) {
  const { items, url, nextUrl, isFirstPage } = props;
  return (
    <Live id="outbox-list" url={url} on="outbox" class="outbox-list">
      <Views {...props} />
      {items.length === 0 ? (
        <Nothing {...props} />
      ) : (
        <ul class="outbox-items">
          {items.map((item) => (
            <Item item={item} hasGroups={props.groups.length > 1} url={url} />
          ))}
        </ul>
      )}
      <p class="pager">
        {!isFirstPage && <a href={viewUrl(props, props.view)}>{t('Newest')}</a>}
        {nextUrl !== undefined && (
          <a href={nextUrl} rel="next">
            {t('Older messages')}
          </a>
        )}
      </p>
    </Live>
  );
}

function Views(props: OutboxListProps) {
  return (
    <nav class="views" aria-label={t('Views')}>
      {outboxViews.map(({ name, label }) => (
        <a href={viewUrl(props, name)} aria-current={name === props.view ? 'page' : undefined}>
          {say(label)} {name !== 'sent' && <span class="count">{props.counts.get(name) ?? 0}</span>}
        </a>
      ))}
    </nav>
  );
}

function viewUrl({ groupId, words }: OutboxListProps, view: string): string {
  const query = new URLSearchParams({ view });
  if (groupId !== undefined) query.set('group', String(groupId));
  if (words !== '') query.set('q', words);
  return `/outbox?${query}`;
}

function Item({ item, hasGroups, url }: { item: OutboxItem; hasGroups: boolean; url: string }) {
  const { number, subject, to, from, author, group, createdAt, attempts } = item;
  const shown = to.slice(0, 3).join(', ');
  return (
    <li id={`outbox-item-${item.id}`}>
      <p class="outbox-head">
        <a href={`/tickets/${number}`}>
          <bdi>{subject || t('(no subject)')}</bdi>
        </a>
        <span class="ticket-number">#{number}</span>
        <span class="when">
          <Time at={createdAt} isRelative />
        </span>
      </p>
      <p class="hint">
        {rich('to {part}, from {from}, {part2}{more}{more2}', {
          part: (
            <span title={to.join(', ')}>
              {to.length > 3 ? t('{shown} and {more} more', { shown, more: to.length - 3 }) : shown}
            </span>
          ),
          from,
          part2: author === null ? t('by Postroom itself') : t('written by {author}', { author }),
          more: hasGroups && `, ${group}`,
          more2: attempts > 1 && t(', tried {attempts} times', { attempts }),
        })}
      </p>
      <Delivery delivery={item.delivery} csrf={item.csrf} back={url} />
    </li>
  );
}

const emptyTitles = (): Readonly<Record<string, string>> => ({
  unfinished: t('Everything is sent'),
  unknown: t('The fate of every message is known'),
  failed: t('Nothing has failed'),
  queued: t('Nothing waits'),
  sending: t('Nothing is being sent at this moment'),
  sent: t('Nothing was sent yet'),
  dismissed: t('Nothing was given up'),
});

function Nothing({ view, words, isFirstPage }: OutboxListProps) {
  const title = isFirstPage ? emptyTitles()[view] : t('No older messages');
  return (
    <div class="empty">
      <Icon name="send" />
      <h2>{words === '' ? title : t('Nothing here fits “{words}”', { words })}</h2>
      <p>
        {t('Answers pass through here on their way out. What cannot be sent stays here with the reason.')}
      </p>
    </div>
  );
}
