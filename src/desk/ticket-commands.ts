import { addNote, type Note } from './composing/add-note.ts';
import { openByMail } from './composing/open-by-mail.ts';
import type { FirstMail } from './composing/prepare-first-mail.ts';
import type { Reply } from './composing/prepare-reply.ts';
import { replyToTicket } from './composing/reply-to-ticket.ts';
import type { Desk } from './desk.ts';
import { type RenderArticles, renderArticles } from './tickets/render-articles.ts';

/** What agents do with tickets. Who may see which ticket is checked where the request comes in. */
export function deliveryCommands(desk: Desk) {
  return {
    replyToTicket: (input: Reply) => replyToTicket(desk, input),
    openByMail: (input: FirstMail) => openByMail(desk, input),
    addNote: (input: Note) => addNote(desk, input),
    renderArticles: (input: RenderArticles) => renderArticles(desk, input),
  };
}
