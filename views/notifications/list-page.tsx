import type { NotificationKind } from '../../src/domain/notification.ts';
import { ButtonForm } from '../button-form.tsx';
import { nameCustomer } from '../customer-name.ts';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { t } from '../words.ts';
import { NotificationChoice } from './choice.tsx';

interface NotificationItem {
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
  readonly way: 'receiving' | 'sending' | 'folder';
  readonly name: string;
  /** Undefined where that is not known. */
  readonly since: Date | undefined;
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
        <h1>{t('Notifications')}</h1>
        <ButtonForm url="/notifications/readings" csrf={csrf} icon="check" label={t('Mark all as read')} />
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
          <h2>{t('Nothing yet')}</h2>
          <p>{t('New tickets of your groups, assignments, answers and mentions appear here for a month.')}</p>
        </div>
      ) : (
        <ol>
          {troubles.map((trouble) => (
            <TroubleLine {...trouble} />
          ))}
          {items.map((item) => (
            <li id={`notification-${item.id}`} class={item.readAt === null ? 'is-unread' : undefined}>
              {item.readAt === null && <span class="visually-hidden">{t('Unread:')} </span>}
              <span>{describeNotification(item)}</span>{' '}
              <a href={`/tickets/${item.number}`}>
                #{item.number} <bdi>{item.subject || t('(no subject)')}</bdi>
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
      {isUnread && <span class="visually-hidden">{t('Unread:')} </span>}
      <span>{wayWords()[way]}</span>{' '}
      <a href={`/channels/${channelId}`}>
        {name}: {say(title)}
      </a>
      {since !== undefined && (
        <small>
          <Time at={since} isRelative />
        </small>
      )}
    </li>
  );
}

const wayWords = (): Readonly<Record<NotedTrouble['way'], string>> => ({
  receiving: t('Mail is not fetched:'),
  sending: t('Nothing is sent from'),
  folder: t('Mail lies where nobody fetches it:'),
});

/** What happened, before the name of the ticket. */
export function describeNotification({ kind, actor, customer }: NotificationItem): string {
  switch (kind) {
    case 'new':
      return t('New from {customer}:', { customer: nameCustomer(customer) });
    case 'assigned':
      return t('{actor} assigned to you:', { actor: actor ?? t('A rule') });
    case 'answered':
      return t('{customer} answered:', { customer: nameCustomer(customer) });
    case 'written':
      return t('{actor} wrote in', { actor: actor ?? t('A colleague') });
    case 'mentioned':
      return t('{actor} mentioned you in', { actor: actor ?? t('A colleague') });
    case 'undelivered':
      return actor === null ? t('Not delivered:') : t('{actor} took your answer back, unsent:', { actor });
    case 'held':
      return t('Still waits to be sent:');
  }
}
