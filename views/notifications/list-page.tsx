import type { NotificationKind } from '../../src/domain/notification.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { Time } from '../time.tsx';
import { NotificationChoice } from './choice.tsx';

export interface NotificationItem {
  readonly id: number;
  readonly kind: NotificationKind;
  readonly at: Date;
  readonly readAt: Date | null;
  /** The agent who did it; null for mail. */
  readonly actor: string | null;
  readonly number: number;
  readonly subject: string;
  readonly customer: string;
}

/** A mailbox that does not work, as its admin was told of it. */
export interface NotedTrouble {
  readonly channelId: number;
  readonly way: 'receiving' | 'sending';
  readonly name: string;
  readonly since: Date;
  readonly title: string;
  readonly isUnread: boolean;
}

interface NotificationPageProps {
  readonly items: readonly NotificationItem[];
  /** Mailboxes that do not work, for admins. */
  readonly troubles: readonly NotedTrouble[];
  /** What the person wants to be told. */
  readonly chosen: readonly NotificationKind[];
  /** Of these, what is told by mail too. */
  readonly byMail: readonly NotificationKind[];
  readonly email: string;
  /** Mail to that address would come in here. */
  readonly isOwnMailbox: boolean;
  readonly csrf: string;
}

export function NotificationPage({ items, troubles, csrf, ...choice }: NotificationPageProps) {
  return (
    <>
      <div class="page-head">
        <h1>Notifications</h1>
        <form method="post" action="/notifications/readings">
          <CsrfField token={csrf} />
          <button type="submit">
            <Icon name="check" /> Mark all as read
          </button>
        </form>
      </div>
      <NotificationList items={items} troubles={troubles} />
      <NotificationChoice {...choice} csrf={csrf} />
    </>
  );
}

/** The part that follows events. */
export function NotificationList({ items, troubles }: Pick<NotificationPageProps, 'items' | 'troubles'>) {
  return (
    <Live id="notifications" class="notifications" url="/notifications" on="notifications">
      {items.length + troubles.length === 0 ? (
        <div class="empty">
          <Icon name="bell" />
          <h2>Nothing yet</h2>
          <p>New tickets of your groups, assignments, answers and mentions appear here for a month.</p>
        </div>
      ) : (
        <ol>
          {troubles.map((trouble) => (
            <TroubleLine {...trouble} />
          ))}
          {items.map((item) => (
            <li id={`notification-${item.id}`} class={item.readAt === null ? 'is-unread' : undefined}>
              {item.readAt === null && <span class="visually-hidden">Unread: </span>}
              <span>{describe(item)}</span>{' '}
              <a href={`/tickets/${item.number}`}>
                #{item.number} <bdi>{item.subject || '(no subject)'}</bdi>
              </a>
              <small>
                <Time at={item.at} isRelative />
              </small>
            </li>
          ))}
        </ol>
      )}
    </Live>
  );
}

function TroubleLine({ channelId, way, name, since, title, isUnread }: NotedTrouble) {
  return (
    <li id={`trouble-${channelId}-${way}`} class={isUnread ? 'is-unread' : undefined}>
      {isUnread && <span class="visually-hidden">Unread: </span>}
      <span>{way === 'receiving' ? 'Mail is not fetched:' : 'Nothing is sent from'}</span>{' '}
      <a href={`/channels/${channelId}`}>
        {name}: {title}
      </a>
      <small>
        <Time at={since} isRelative />
      </small>
    </li>
  );
}

function describe({ kind, actor, customer }: NotificationItem): string {
  switch (kind) {
    case 'new':
      return `New from ${customer}:`;
    case 'assigned':
      return `${actor ?? 'A rule'} assigned to you:`;
    case 'answered':
      return `${customer} answered:`;
    case 'mentioned':
      return `${actor ?? 'A colleague'} mentioned you in`;
    case 'undelivered':
      return 'Not delivered:';
    case 'held':
      return 'Still waits to be sent:';
  }
}
