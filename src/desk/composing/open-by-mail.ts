import { getArticle } from '../../db/article-read.ts';
import type { Tx } from '../../db/care/open.ts';
import { insertCustomers, listCustomersByEmail } from '../../db/customers.ts';
import { loadMailSettings } from '../../db/mail-settings.ts';
import { reserveIds } from '../../db/row-ids.ts';
import type { Sender } from '../../db/senders.ts';
import { loadVariables } from '../../db/template-values.ts';
import { getTicketById, type Ticket } from '../../db/ticket-access.ts';
import { findTicketForm, insertTicketForm, type TicketForm } from '../../db/ticket-forms.ts';
import { insertTickets, nextTicketNumber } from '../../db/tickets.ts';
import { domainOf } from '../../domain/address.ts';
import { escapeHtml } from '../../domain/html/html-tokens.ts';
import { makeMessageId } from '../../domain/message-id.ts';
import { addTag, stripPrefixes } from '../../domain/subject.ts';
import { fillVariables } from '../../domain/variables.ts';
import { composeMail } from '../../mail/compose.ts';
import { type Act, defineCommand } from '../command.ts';
import { wakeOutbox } from '../outbox-signal.ts';
import { storeNote } from './add-note.ts';
import { assertSameText } from './form-checks.ts';
import { assertAllThere, listKeptBlobs } from './message-files.ts';
import { type FirstMail, firstMail, type PreparedFirst, prepareFirstMail } from './prepare-first-mail.ts';
import { forgetDraft, holdUntil } from './reply-to-ticket.ts';
import { storeOutgoing } from './store-outgoing.ts';
import type { WrittenBody } from './written-body.ts';

/**
 * Who may answer in the group: opens a ticket with the first message that goes out of it, or with a note, in one
 * transaction; the outbox sends it.
 * @throws AppError invalid (with fields), conflict when no address is set to send from, not_found
 */
export const openByMail = defineCommand({
  name: 'openByMail',
  input: firstMail,
  needs: ({ groupId }) => [{ groupId, level: 'answer' }],
  async work(work, first) {
    const prepared = await prepareFirstMail(work, first);
    const heldUntil = await holdUntil(work.desk, first);
    return work.write(async (act) => {
      const earlier = await findTicketForm(act.tx, prepared.key);
      if (earlier !== undefined) return findAgain(act.tx, earlier, prepared);
      assertAllThere(prepared.draft, first.attach);
      const ticket = await openTicket(act, prepared, first);
      const body = fillBody(prepared.body, await loadVariables(act.tx, ticket, prepared.user.id));
      const filled = { ...prepared, body };
      const { sender, key, files } = prepared;
      const articleId =
        sender === undefined
          ? (await storeNote(act, ticket, { text: body.text, messageId: `note.${key}`, files })).articleId
          : await storeMail(act, ticket, filled, {
              ...first,
              form: keepForm(first, prepared.body),
              sender,
              heldUntil,
            });
      await insertTicketForm(act.tx, { key, ticketId: ticket.id, articleId });
      await forgetDraft(act.tx, prepared.draft, listKeptBlobs(files), first.form);
      act.after(() =>
        act.desk.log.info('ticket opened by an agent', { ticket: ticket.id, article: articleId }),
      );
      act.after(() => wakeOutbox(act.desk));
      return { number: ticket.number, articleId };
    });
  },
});

async function findAgain(tx: Tx, { articleId }: TicketForm, { body, user, draft }: PreparedFirst) {
  const article = await getArticle(tx, articleId);
  // It may have been merged into another one since.
  const ticket = await getTicketById(tx, article.ticketId);
  assertSameText(article, fillBody(body, await loadVariables(tx, ticket, user.id)).text);
  await forgetDraft(tx, draft, []);
  return { number: ticket.number, articleId };
}

async function openTicket(
  act: Act,
  { user, groupId, subject, sender, customer }: PreparedFirst,
  { nextState }: FirstMail,
): Promise<Ticket> {
  const { tx, now } = act;
  const nextId = await reserveIds(tx);
  const [known] = await listCustomersByEmail(tx, [customer.address]);
  const customerId = known?.id ?? nextId('customers');
  if (known === undefined) {
    const { name, address: email } = customer;
    await insertCustomers(tx, [{ id: customerId, name, email, createdAt: now, note: '', blockedAt: null }]);
  }
  const ticket: Ticket = {
    id: nextId('tickets'),
    number: await nextTicketNumber(tx),
    subject,
    groupId,
    customerId,
    ownerId: user.id,
    state: nextState,
    priority: 'normal',
    channelId: sender?.channelId ?? null,
    undeliveredAt: null,
    createdAt: now,
    updatedAt: now,
    lastArticleAt: now,
  };
  await insertTickets(tx, [ticket]);
  const by = sender === undefined ? 'agent_note' : 'agent_mail';
  const { id: ticketId, number } = ticket;
  act.record({ ticketId, customerId, kind: 'ticket.opened', data: { number, state: nextState, by } });
  return ticket;
}

/** What was written, made harmless: the pictures in it are found again by their Content-ID. */
function keepForm({ form }: FirstMail, { html = '' }: WrittenBody): FirstMail['form'] {
  return form === undefined ? undefined : { ...form, html };
}

/** What was unknown while it was written: the ticket, its customer. */
function fillBody(
  { text, html, contentIds }: WrittenBody,
  values: Awaited<ReturnType<typeof loadVariables>>,
): WrittenBody {
  return {
    text: fillVariables(text, values),
    html: html === undefined ? undefined : fillVariables(html, values, escapeHtml),
    contentIds,
  };
}

async function storeMail(
  { tx, desk, now }: Act,
  ticket: Ticket,
  prepared: PreparedFirst,
  sending: Pick<FirstMail, 'form' | 'sendAt'> & { readonly sender: Sender; readonly heldUntil: Date | null },
): Promise<number> {
  const { key, user, to, cc, bcc, body, files } = prepared;
  const { sender, form, heldUntil, sendAt } = sending;
  const unique = { ticketId: ticket.id, unique: key };
  const mail = {
    from: { name: sender.name, address: sender.address },
    to,
    cc,
    bcc,
    subject: addTag(ticket.subject, ticket.number, await loadMailSettings(tx)),
    topic: stripPrefixes(ticket.subject),
    messageId: makeMessageId(desk.secret, unique, domainOf(sender.address)),
    inReplyTo: undefined,
    references: [],
    date: sendAt ?? now,
    text: body.text,
    html: body.html,
    attachments: files,
  };
  // The number stands in it, so it cannot be composed before the transaction; nothing of it waits for a network.
  const raw = await composeMail(mail);
  const draft = form === undefined ? null : ({ kind: 'new', fields: form, ticket: undefined } as const);
  const outgoing = { ticketId: ticket.id, sender, userId: user.id, mail, raw, files, draft };
  return storeOutgoing(tx, { ...outgoing, heldUntil, sendAt }, now);
}
