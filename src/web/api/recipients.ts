import { findArticleToAnswer } from '../../db/article-read.ts';
import { findCustomerEmail, listOwnAddresses } from '../../db/ticket-page.ts';
import type { TicketRecord } from '../../db/ticket-query.ts';
import { isSameAddress } from '../../domain/address.ts';
import { formatAddressList } from '../../domain/address-list.ts';
import type { Address } from '../../domain/message.ts';
import { suggestRecipients } from '../../domain/reply.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';

/** What a program says of whom an answer goes to. */
interface Asked {
  readonly to?: string | undefined;
  readonly cc?: string | undefined;
  /** The article that is answered. */
  readonly answers?: number | undefined;
}

/**
 * Whom an answer that is sent goes to, see `chooseRecipients`. The page shows where a mail leads it; a program does not look.
 * @param tellAddress names the other address, which the sender has chosen
 * @throws AppError invalid for another article, conflict where nobody is named and the mail asks for the answer at another address than its sender's
 */
export async function nameRecipients(
  web: WebContext,
  ticket: TicketRecord,
  asked: Asked,
  tellAddress = ({ address }: Address) => `, ${address}`,
): Promise<{ to: string; cc: string }> {
  const usual = await suggest(web, ticket, asked.answers);
  const { elsewhere } = usual;
  const isLed =
    elsewhere !== undefined &&
    !isSameAddress(elsewhere.address, await findCustomerEmail(web.read, { customerId: ticket.customerId }));
  if (asked.to === undefined && isLed) {
    const message = `The sender wants the answer at another address${tellAddress(elsewhere)}; name in "to" who is to get it.`;
    throw new AppError('conflict', message, { fields: { to: message } });
  }
  return fillIn(asked, usual);
}

/**
 * Whom an answer goes to: what a program leaves out is as the page would fill it in, and who names the recipients gets no
 * copies beside. @throws AppError invalid where the article is none of the ticket's
 */
export async function chooseRecipients(
  web: WebContext,
  ticket: TicketRecord,
  asked: Asked,
): Promise<{ to: string; cc: string }> {
  return fillIn(asked, await suggest(web, ticket, asked.answers));
}

function fillIn({ to, cc }: Asked, usual: { to: string; cc: string }): { to: string; cc: string } {
  return { to: to ?? usual.to, cc: cc ?? (to === undefined ? usual.cc : '') };
}

async function suggest(web: WebContext, ticket: TicketRecord, answers: number | undefined) {
  const mail = await findArticleToAnswer(web.read, ticket.id, answers);
  if (mail === undefined) {
    if (answers === undefined) return { to: '', cc: '', elsewhere: undefined };
    const message = `The article ${answers} is no mail of this ticket.`;
    throw new AppError('invalid', message, { fields: { answers: message } });
  }
  const { to, cc, elsewhere } = suggestRecipients(mail, await listOwnAddresses(web.read));
  return { to: formatAddressList(to), cc: formatAddressList(cc), elsewhere };
}
