import { randomUUID } from 'node:crypto';
import type { ComposerProps, ReplyValues } from '../../views/tickets/composer.tsx';
import { findArticleToAnswer } from '../db/article-read.ts';
import { listUndeliverable } from '../db/bounces.ts';
import { findSender } from '../db/senders.ts';
import type { Ticket } from '../db/ticket-access.ts';
import { findCustomerEmail, listOwnAddresses } from '../db/ticket-page.ts';
import { formatAddress, isSameAddress } from '../domain/address.ts';
import type { Address } from '../domain/message.ts';
import { quoteMail, suggestRecipients } from '../domain/reply.ts';
import type { WebContext, WebRequest } from './context.ts';

/** What a person typed, and what is wrong with it. */
export interface ComposerDraft {
  readonly open: 'reply' | 'note';
  readonly reply?: ReplyValues;
  readonly note?: { readonly key: string; readonly text: string };
  readonly errors: Readonly<Record<string, string>>;
}

/** Fills the form for an answer to the newest mail, to the one asked for, or as it was typed. */
export async function loadComposer(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  draft?: ComposerDraft,
): Promise<ComposerProps> {
  const asked = Number(draft?.reply?.answers ?? c.req.query('answer')) || undefined;
  const mail = await findArticleToAnswer(web.read, ticket.id, asked);
  const sender = await findSender(web.read, ticket);
  const suggestion =
    mail === undefined ? undefined : suggestRecipients(mail, await listOwnAddresses(web.read));
  const elsewhere = suggestion?.elsewhere;
  const suggested = [...(suggestion?.to ?? []), ...(suggestion?.cc ?? [])];
  // The customer may be known by Reply-To already, as with the forms of a web shop.
  const isCustomer =
    elsewhere !== undefined && isSameAddress(elsewhere.address, await findCustomerEmail(web.read, ticket));
  return {
    number: ticket.number,
    csrf: c.get('csrf'),
    sender: sender === undefined ? undefined : formatAddress(sender),
    elsewhere: elsewhere === undefined || isCustomer ? undefined : formatAddress(elsewhere),
    undeliverable: await listUndeliverable(
      web.read,
      suggested.map(({ address }) => address.toLowerCase()),
    ),
    quote: mail === undefined ? undefined : quoteMail(mail),
    reply: draft?.reply ?? {
      answers: String(mail?.id ?? ''),
      key: randomUUID(),
      to: formatList(suggestion?.to ?? []),
      cc: formatList(suggestion?.cc ?? []),
      text: '',
      isQuoting: true,
      nextState: 'waiting',
    },
    note: draft?.note ?? { key: randomUUID(), text: '' },
    open: draft?.open ?? 'reply',
    errors: draft?.errors ?? {},
    hasFocus: draft !== undefined || c.req.query('answer') !== undefined,
  };
}

function formatList(list: readonly Address[]): string {
  return list.map(formatAddress).join(', ');
}
