import { eq, or, type SQL, sql } from 'drizzle-orm';
import { namesAddress } from '../domain/address.ts';
import { formatAddressList, readAddressList } from '../domain/address-list.ts';
import type { DraftFields } from '../domain/draft.ts';
import type { ChannelFact } from '../domain/facts/channel-facts.ts';
import type { Reader, Tx } from './care/open.ts';
import { deleteDraft } from './drafts.ts';
import { isOneOf } from './one-of.ts';
import { drafts } from './schema/schema-drafts.ts';
import { facts } from './schema/schema-facts.ts';
import { junkMails } from './schema/schema-strays.ts';
import { idempotentRequests } from './schema/schema-tokens.ts';
import { containsText, isOneOfTexts } from './text-match.ts';

// What holds a customer's address or words and belongs to none of his tickets.

const recipientFields = ['to', 'cc', 'bcc'] as const;

interface DraftTo {
  readonly id: number;
  /** Without his addresses; undefined where nobody else is to get the mail. */
  readonly left: DraftFields | undefined;
}

/** @param addresses all of the customer's, lower case @returns mail to him that somebody has begun, in whatever ticket or in none */
export async function listDraftsTo(db: Reader, addresses: readonly string[]): Promise<DraftTo[]> {
  const mayBe = or(...addresses.map((address) => containsText(drafts.fields, inJson(address))));
  const rows = await db.select({ id: drafts.id, fields: drafts.fields }).from(drafts).where(mayBe);
  return rows.flatMap(({ id, fields }) => {
    const left = leaveOut(fields, addresses);
    return left === fields ? [] : [{ id, left: hasRecipient(left) ? left : undefined }];
  });
}

/** @param elsewhere what he wrote in the tickets of others; called while it is still there */
export async function eraseTraces(tx: Tx, addresses: readonly string[], elsewhere: SQL): Promise<void> {
  for (const { id, left } of await listDraftsTo(tx, addresses)) {
    if (left === undefined) await deleteDraft(tx, id);
    else await tx.update(drafts).set({ fields: left }).where(eq(drafts.id, id));
  }
  await tx.delete(junkMails).where(isOneOfTexts(junkMails.fromAddress, addresses));
  await emptyAnswers(tx, addresses);
  await forgetRescues(tx, addresses);
  await forgetTold(tx, elsewhere);
}

/** What programs were told of messages in the tickets of others, or are yet to be told. */
export async function forgetTold(tx: Tx, articles: SQL): Promise<void> {
  await deleteDeliveries(
    tx,
    sql`fact_id IN (SELECT id FROM facts WHERE ticket_id IN (SELECT ticket_id FROM articles WHERE id IN (${articles}))
      AND article_id IN (${articles}))`,
  );
}

/** What programs were told, or are yet to be told, holds his words and what he is called. */
export async function deleteDeliveries(tx: Tx, which: SQL): Promise<void> {
  // By the webhook first: so its indexes are.
  await tx.run(
    sql`DELETE FROM webhook_deliveries WHERE webhook_id IN (SELECT id FROM webhooks) AND ${which}`,
  );
}

/** That mail of his was fetched from the junk folder is noted of the channel, with his address. */
async function forgetRescues(tx: Tx, addresses: readonly string[]): Promise<void> {
  const isHis = isOneOfTexts(sql`(${facts.data} ->> 'address')`, addresses);
  const kind: ChannelFact['kind'] = 'channel.junk_rescued';
  const rescues = sql`SELECT ${facts.id} FROM ${facts} WHERE ${facts.kind} = ${kind} AND ${isHis}`;
  await deleteDeliveries(tx, sql`fact_id IN (${rescues})`);
  await tx.run(sql`DELETE FROM ${facts} WHERE ${facts.id} IN (${rescues})`);
}

/** What programs were answered: that they were stays, so that nothing is done twice. */
async function emptyAnswers(tx: Tx, addresses: readonly string[]): Promise<void> {
  const { body, key } = idempotentRequests;
  const written = addresses.map(inJson);
  const mayBe = or(...written.map((address) => containsText(body, address)));
  const rows = await tx.select({ body, key }).from(idempotentRequests).where(mayBe);
  const own = rows.filter((row) => written.some((address) => namesAddress(row.body ?? '', address)));
  const keys = own.map((row) => row.key);
  await tx.update(idempotentRequests).set({ body: '{}' }).where(isOneOf(key, keys));
}

/** @returns the address as it stands within a JSON text: the quotes of a quoted local part are escaped */
function inJson(address: string): string {
  return JSON.stringify(address).slice(1, -1);
}

function leaveOut(fields: DraftFields, addresses: readonly string[]): DraftFields {
  const isHis = (text: string) => addresses.some((address) => namesAddress(text, address));
  const named = recipientFields.filter((field) => isHis(fields[field] ?? ''));
  if (named.length === 0) return fields;
  const changed = named.map((field) => {
    const entries = readAddressList(fields[field] ?? '').map((entry) => {
      if (!isHis(entry.typed)) return entry.typed;
      return formatAddressList(entry.addresses.filter(({ address }) => !addresses.includes(address)));
    });
    return [field, entries.filter((entry) => entry !== '').join(', ')];
  });
  return { ...fields, ...Object.fromEntries(changed) };
}

function hasRecipient(fields: DraftFields): boolean {
  return recipientFields.some((field) => (fields[field] ?? '').trim() !== '');
}
