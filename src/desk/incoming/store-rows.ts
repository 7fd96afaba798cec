import { type Article, insertArticles } from '../../db/articles.ts';
import { type Attachment, insertAttachments } from '../../db/attachments.ts';
import { insertBlobs, type NewBlob } from '../../db/blobs.ts';
import { type BounceRow, clearBounces, insertBounces } from '../../db/bounces.ts';
import type { Tx } from '../../db/care/open.ts';
import { insertCustomers, type NewCustomer } from '../../db/customers.ts';
import { insertFacts } from '../../db/facts.ts';
import { insertMessageIds, type MessageIdRow } from '../../db/message-ids.ts';
import {
  insertQuarantine,
  type QuarantineRow,
  resolveQuarantined,
  resolveQuarantinedOf,
} from '../../db/quarantine.ts';
import { insertReceipts, type Receipt, updateReceipt } from '../../db/receipts.ts';
import { insertTicketLinks, type TicketLink } from '../../db/ticket-links.ts';
import { insertFittingTags, type TicketTag } from '../../db/ticket-tags.ts';
import { insertTickets, type TicketRecord, updateTicket } from '../../db/tickets.ts';
import type { NewFact } from '../../domain/facts/fact.ts';
import type { Address } from '../../domain/message.ts';

/** An automatic answer that is to be written once the ticket is there. */
export interface DueAutoReply {
  readonly ticketId: number;
  readonly number: number;
  readonly groupId: number;
  readonly channelId: number | null;
  readonly subject: string;
  readonly to: Address;
  readonly answeredId: string | undefined;
}

/** The rows that a batch of messages adds, gathered so that each table takes one statement. */
export interface StoreRows {
  readonly blobs: NewBlob[];
  readonly customers: NewCustomer[];
  readonly tickets: TicketRecord[];
  /** Changes of tickets that were there before, by id. */
  readonly ticketChanges: Map<number, Partial<TicketRecord>>;
  readonly ticketLinks: TicketLink[];
  readonly ticketTags: TicketTag[];
  readonly facts: NewFact[];
  readonly articles: Article[];
  readonly messageIds: MessageIdRow[];
  readonly attachments: Omit<Attachment, 'id'>[];
  readonly bounces: Omit<BounceRow, 'id' | 'clearedAt'>[];
  /** Not rows yet: each is written once its ticket is there. */
  readonly autoReplies: DueAutoReply[];
  /** Addresses that were marked as undeliverable and have written. */
  readonly reachable: { readonly address: string; readonly at: Date }[];
  readonly receipts: Receipt[];
  /** What a placeholder's receipt becomes now that the real message is here. */
  readonly receiptChanges: Receipt[];
  readonly quarantine: Omit<QuarantineRow, 'id'>[];
  /** Quarantined messages that have become articles. */
  readonly resolved: { readonly id: number; readonly at: Date }[];
  /** Receipts whose quarantined message waits under another UID now. */
  readonly superseded: { readonly receiptId: number; readonly at: Date }[];
}

export function createStoreRows(): StoreRows {
  return {
    blobs: [],
    customers: [],
    tickets: [],
    ticketChanges: new Map(),
    ticketLinks: [],
    ticketTags: [],
    facts: [],
    articles: [],
    messageIds: [],
    attachments: [],
    bounces: [],
    autoReplies: [],
    reachable: [],
    receipts: [],
    receiptChanges: [],
    quarantine: [],
    resolved: [],
    superseded: [],
  };
}

/** What is referred to goes first. */
export async function insertStoreRows(tx: Tx, rows: StoreRows): Promise<void> {
  await insertBlobs(tx, rows.blobs);
  await insertCustomers(tx, rows.customers);
  await insertTickets(tx, rows.tickets);
  for (const [id, changes] of rows.ticketChanges) await updateTicket(tx, id, changes);
  await insertArticles(tx, rows.articles);
  await insertMessageIds(tx, rows.messageIds);
  await insertAttachments(tx, rows.attachments);
  await insertTicketLinks(tx, rows.ticketLinks);
  await insertFittingTags(tx, rows.ticketTags);
  await insertFacts(tx, rows.facts);
  for (const { address, at } of rows.reachable) await clearBounces(tx, address, at);
  await insertBounces(tx, rows.bounces);
  await insertReceipts(tx, rows.receipts);
  for (const { id, ...receipt } of rows.receiptChanges) {
    // Where it lay is not for the message to say: the channel may have been given another mailbox meanwhile.
    const { channelId, folder, numbering, place, ...changes } = receipt;
    await updateReceipt(tx, id, changes);
  }
  await insertQuarantine(tx, rows.quarantine);
  for (const { id, at } of rows.resolved) await resolveQuarantined(tx, id, at);
  for (const { receiptId, at } of rows.superseded) await resolveQuarantinedOf(tx, receiptId, at);
}
