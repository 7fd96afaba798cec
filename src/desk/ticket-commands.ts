import { addNote, type Note } from './composing/add-note.ts';
import { openByMail } from './composing/open-by-mail.ts';
import type { FirstMail } from './composing/prepare-first-mail.ts';
import type { Reply } from './composing/prepare-reply.ts';
import { replyToTicket } from './composing/reply-to-ticket.ts';
import type { Desk } from './desk.ts';
import { confirmDelivery, dismissDelivery, retryDelivery, seekDelivery } from './outbox/decide-delivery.ts';
import { type RenderArticles, renderArticles } from './tickets/render-articles.ts';

/** What agents do with tickets. Who may see which ticket is checked where the request comes in. */
export function deliveryCommands(desk: Desk) {
  return {
    replyToTicket: (input: Reply) => replyToTicket(desk, input),
    openByMail: (input: FirstMail) => openByMail(desk, input),
    addNote: (input: Note) => addNote(desk, input),
    renderArticles: (input: RenderArticles) => renderArticles(desk, input),
    retryDelivery: (input: { userId: number; deliveryId: number }) => retryDelivery(desk, input),
    seekDelivery: (input: { userId: number; deliveryId: number }) => seekDelivery(desk, input),
    dismissDelivery: (input: { userId: number; deliveryId: number }) => dismissDelivery(desk, input),
    confirmDelivery: (input: { userId: number; deliveryId: number }) => confirmDelivery(desk, input),
  };
}
