import type { ListColumn } from '../../src/domain/list-column.ts';
import type { Unsent } from '../../src/domain/outbox-view.ts';
import type { TicketPriority, TicketState } from '../../src/domain/ticket.ts';
import { nameCustomer } from '../customer-name.ts';
import { Icon } from '../icon.tsx';
import { Time } from '../time.tsx';
import { t } from '../words.ts';
import { Tick } from './bulk-bar.tsx';
import { PriorityMark, StateBadge, WaitsUntil } from './state-badge.tsx';

export interface TicketListItem {
  readonly id: number;
  readonly number: number;
  readonly subject: string;
  readonly state: TicketState;
  /** When the first message was written. */
  readonly openedAt: Date;
  /** Since when the customer waits for an answer; undefined: he does not. */
  readonly waitingSince: Date | undefined;
  readonly lastArticleAt: Date;
  readonly group: string;
  readonly owner: string | null;
  readonly customerName: string;
  readonly customerEmail: string;
  readonly priority: TicketPriority;
  /** Since when a message of ours is known not to have arrived. */
  readonly undeliveredAt: Date | null;
  /** A message of ours has not gone out: why. */
  readonly unsent: Unsent | undefined;
  /** Milliseconds; when a waiting ticket opens again by itself. */
  readonly waitsUntil: number | null;
  readonly isUnread: number;
  /** Mails and notes. */
  readonly messages: number;
  readonly hasFiles: boolean;
  /** How the newest message begins. */
  readonly words: string;
  readonly tags: readonly string[];
}

interface ListRowProps {
  readonly item: TicketListItem;
  readonly columns: readonly ListColumn[];
}

/** One ticket of the list. */
export function ListRow({ item, columns }: ListRowProps) {
  const has = (column: ListColumn) => columns.includes(column);
  return (
    <tr id={`ticket-row-${item.id}`} class={item.isUnread ? 'is-unread' : undefined}>
      <td class="tick">
        <Tick number={item.number} />
      </td>
      {has('customer') && (
        <td class="customer" title={item.customerEmail}>
          <bdi>{nameCustomer(item.customerName, item.customerEmail)}</bdi>
        </td>
      )}
      <Subject item={item} columns={columns} />
      {has('group') && <td class="group">{item.group}</td>}
      {has('owner') && <td class="owner">{item.owner ?? ''}</td>}
      {has('state') && (
        <td class="state">
          <StateBadge state={item.state} />
          {item.waitsUntil !== null && <WaitsUntil at={new Date(item.waitsUntil)} />}
        </td>
      )}
      {has('priority') && <td class="priority">{priorityWords()[item.priority]}</td>}
      <Times item={item} columns={columns} />
    </tr>
  );
}

function Times({ item, columns }: ListRowProps) {
  return (
    <>
      {columns.includes('opened') && (
        <td class="number opened">
          <Time at={item.openedAt} isRelative />
        </td>
      )}
      {columns.includes('waiting') && (
        <td class="number waiting">
          {item.waitingSince !== undefined && <Time at={item.waitingSince} isRelative />}
        </td>
      )}
      {columns.includes('latest') && (
        <td class="number latest">
          <Time at={item.lastArticleAt} isRelative />
        </td>
      )}
    </>
  );
}

const priorityWords = (): Readonly<Record<TicketPriority, string>> => ({
  high: t('High'),
  normal: t('Normal'),
  low: t('Low'),
});

function Subject({ item, columns }: ListRowProps) {
  return (
    <td class="subject">
      <span class="subject-line">
        <Marks {...item} />
        {/* Where it is cut follows its own direction. */}
        <a href={`/tickets/${item.number}`} dir="auto">
          {item.subject || t('(no subject)')}
        </a>
        <span class="ticket-number">#{item.number}</span>
        {item.messages > 1 && (
          <span class="message-count" title={t('{messages} messages and notes', { messages: item.messages })}>
            {item.messages}
            <span class="visually-hidden"> {t('messages and notes')}</span>
          </span>
        )}
        {item.hasFiles && (
          <span class="has-files" title={t('With files')}>
            <Icon name="paperclip" />
            <span class="visually-hidden">{t('With files')}</span>
          </span>
        )}
        {columns.includes('tags') && item.tags.map((tag) => <span class="tag">{tag}</span>)}
      </span>
      {columns.includes('words') && item.words !== '' && (
        <small class="first-words" dir="auto">
          {item.words}
        </small>
      )}
    </td>
  );
}

/** What is to be seen before the subject. */
function Marks({ isUnread, priority, undeliveredAt, unsent }: TicketListItem) {
  return (
    <>
      {isUnread ? <span class="visually-hidden">{t('Unread:')} </span> : null}
      {priority !== 'normal' && <PriorityMark priority={priority} />}
      {undeliveredAt !== null && <span class="badge attention">{t('Not delivered')}</span>}
      {unsent !== undefined && <span class="badge attention">{unsentWords()[unsent]}</span>}
    </>
  );
}

const unsentWords = (): Readonly<Record<Unsent, string>> => ({
  held: t('Not sent yet'),
  failed: t('Not sent'),
  unknown: t('Sent?'),
});
