import {
  type NotificationKind,
  notificationKinds,
  notificationLabels,
} from '../../src/domain/notification.ts';
import { Checkbox, CsrfField, Submit } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { Time } from '../time.tsx';

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

interface NotificationPageProps {
  readonly items: readonly NotificationItem[];
  /** What the person wants to be told. */
  readonly chosen: readonly NotificationKind[];
  readonly csrf: string;
}

export function NotificationPage({ items, chosen, csrf }: NotificationPageProps) {
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
      <NotificationList items={items} />
      <section aria-labelledby="choice-heading" class="apart">
        <h2 id="choice-heading">What you are told</h2>
        <form method="post" action="/account/notifications" class="stack">
          <CsrfField token={csrf} />
          {notificationKinds.map((kind) => (
            <Checkbox name={kind} label={notificationLabels[kind]} isChecked={chosen.includes(kind)} />
          ))}
          <div class="actions">
            <Submit label="Save" />
          </div>
        </form>
      </section>
    </>
  );
}

/** The part that follows events. */
export function NotificationList({ items }: Pick<NotificationPageProps, 'items'>) {
  return (
    <Live id="notifications" class="notifications" url="/notifications" on="notifications">
      {items.length === 0 ? (
        <div class="empty">
          <Icon name="bell" />
          <h2>Nothing yet</h2>
          <p>New tickets of your groups, assignments, answers and mentions appear here for a month.</p>
        </div>
      ) : (
        <ol>
          {items.map((item) => (
            <li id={`notification-${item.id}`} class={item.readAt === null ? 'is-unread' : undefined}>
              {item.readAt === null && <span class="visually-hidden">Unread: </span>}
              <span>{describe(item)}</span>{' '}
              <a href={`/tickets/${item.number}`}>
                #{item.number} {item.subject || '(no subject)'}
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
  }
}
