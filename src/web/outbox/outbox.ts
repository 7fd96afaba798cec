import { t } from '../../../views/words.ts';
import { getVisibleDelivery } from '../../db/outbox.ts';
import { getVisibleTicketById, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { readPathId } from '../path-id.ts';
import { readSendAt } from '../send-later.ts';

/** POST /outbox/:id/attempts: tries again what was not sent, or what a person says was not. */
export function createAttempt(web: WebContext) {
  return async (c: WebRequest) => {
    const { deliveryId, back } = await getAnswerableDelivery(web, c);
    await web.desk.as(actorOf(c)).call('retryDelivery', { deliveryId });
    return redirectTo(c, back, { notice: t('The message is being sent again.') });
  };
}

/** POST /outbox/:id/searches: looks into Sent Items once more. */
export function createSearch(web: WebContext) {
  return async (c: WebRequest) => {
    const { deliveryId, back } = await getAnswerableDelivery(web, c);
    await web.desk.as(actorOf(c)).call('seekDelivery', { deliveryId });
    return redirectTo(c, back, { notice: t('Sent Items are being looked through again.') });
  };
}

/** POST /outbox/:id/confirmation: a person has seen that it was sent. */
export function createConfirmation(web: WebContext) {
  return async (c: WebRequest) => {
    const { deliveryId, back } = await getAnswerableDelivery(web, c);
    await web.desk.as(actorOf(c)).call('confirmDelivery', { deliveryId });
    return redirectTo(c, back, { notice: t('The message counts as sent.') });
  };
}

/** POST /outbox/:id/dismissal: nobody shall send it any more. */
export function createDismissal(web: WebContext) {
  return async (c: WebRequest) => {
    const { deliveryId, back } = await getAnswerableDelivery(web, c);
    await web.desk.as(actorOf(c)).call('dismissDelivery', { deliveryId });
    return redirectTo(c, back, { notice: t('The message will not be sent.') });
  };
}

/** POST /outbox/:id/cancellation: takes back what nobody has got yet; it is a draft again. */
export function createCancellation(web: WebContext) {
  return async (c: WebRequest) => {
    const { deliveryId, ticket } = await getAnswerableDelivery(web, c);
    const { kind, of } = await web.desk.as(actorOf(c)).call('takeBack', { deliveryId });
    const url = kind === 'new' ? '/tickets/new' : `/tickets/${ticket.number}#reply`;
    const notice =
      of === undefined
        ? t('Taken back: it is a draft again.')
        : t('Taken back: what {of} had written is a draft of yours now.', { of });
    return redirectTo(c, url, { notice });
  };
}

/** POST /outbox/:id/time: it goes out at another time. */
export function createTime(web: WebContext) {
  return async (c: WebRequest) => {
    const { deliveryId, back, text } = await getAnswerableDelivery(web, c);
    const sendAt = readSendAt(c, { text });
    if (sendAt === undefined) throw new AppError('invalid', 'Choose when the message is to be sent.');
    await web.desk.as(actorOf(c)).call('rescheduleDelivery', { deliveryId, sendAt });
    return redirectTo(c, back, { notice: t('The message goes out at the new time.') });
  };
}

async function getAnswerableDelivery(
  web: WebContext,
  c: WebRequest,
): Promise<{ deliveryId: number; ticket: Ticket; back: string; text: (name: string) => string }> {
  const viewer = viewerOf(c.get('user'));
  const delivery = await getVisibleDelivery(web.read, viewer, readPathId(c));
  const ticket = await getVisibleTicketById(web.read, viewer, delivery.ticketId, 'answer');
  const { text } = await readFields(c);
  // Nowhere but to the list it was asked from.
  const back = /^\/outbox(\?[\w=&+%.~*-]*)?$/.test(text('back')) ? text('back') : `/tickets/${ticket.number}`;
  return { deliveryId: delivery.id, ticket, back, text };
}
