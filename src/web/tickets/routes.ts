import type { WebApp, WebContext } from '../context.ts';
import { sendPdf, showPreview } from './attachment-preview.tsx';
import { sendAttachment, sendRawMail } from './attachments.ts';
import { continueDraft } from './draft-continuation.ts';
import { createDraftAttachments, deleteDraft, saveDraft, sendDraftAttachment } from './drafts.tsx';
import { saveColumns } from './list-columns.ts';
import { createShownImages, showMessageFrame } from './message-frame.ts';
import { sendMessagePicture } from './message-pictures.ts';
import { createTicket, showNewTicket } from './new-ticket.tsx';
import { createNote, createReply } from './replies.ts';
import { createTicketChanges, undoChanges } from './ticket-bulk.ts';
import {
  setFollowing,
  setTicketGroup,
  setTicketOwner,
  setTicketPriority,
  setTicketState,
  setTicketTag,
} from './ticket-changes.ts';
import { createTicketMerges, showJoin, showMerge } from './ticket-joins.tsx';
import { createLink, createSeparation, createSplit, createTicketMerge, removeLink } from './ticket-links.ts';
import { showNews } from './ticket-news.tsx';
import { showConversation, showTicket, showTicketSide } from './ticket-page.tsx';
import { showPresence } from './ticket-presence.tsx';
import { printTicket } from './ticket-print.tsx';
import { showTickets } from './tickets.tsx';

/** Tickets, their messages, and what is being written. */
export function addTicketRoutes(app: WebApp, web: WebContext): void {
  app.get('/tickets', showTickets(web));
  app.post('/ticket-changes', createTicketChanges(web));
  app.post('/ticket-changes/undo', undoChanges(web));
  app.post('/ticket-merges/new', showMerge(web));
  app.post('/ticket-merges', createTicketMerges(web));
  app.post('/tickets', createTicket(web));
  app.get('/tickets/new', showNewTicket(web));
  app.get('/tickets/:number', showTicket(web));
  app.get('/tickets/:number/conversation', showConversation(web));
  app.get('/tickets/:number/print', printTicket(web));
  app.get('/tickets/:number/side', showTicketSide(web));
  app.get('/tickets/:number/presence', showPresence(web));
  app.get('/tickets/:number/join', showJoin(web));
  app.get('/tickets/:number/news', showNews(web));
  app.post('/tickets/:number/replies', createReply(web));
  app.post('/tickets/:number/notes', createNote(web));
  app.post('/tickets/:number/state', setTicketState(web));
  app.post('/tickets/:number/owner', setTicketOwner(web));
  app.post('/tickets/:number/following', setFollowing(web));
  app.post('/ticket-columns', saveColumns(web));
  app.post('/tickets/:number/group', setTicketGroup(web));
  app.post('/tickets/:number/priority', setTicketPriority(web));
  app.post('/tickets/:number/tags', setTicketTag(web, 'add'));
  app.post('/tickets/:number/removed-tags', setTicketTag(web, 'remove'));
  app.post('/tickets/:number/links', createLink(web));
  app.post('/tickets/:number/removed-links', removeLink(web));
  app.post('/tickets/:number/merge', createTicketMerge(web));
  app.post('/tickets/:number/separation', createSeparation(web));
  app.post('/articles/:id/ticket', createSplit(web));
  app.post('/drafts', saveDraft(web));
  app.post('/drafts/continuation', continueDraft(web));
  app.post('/drafts/deletion', deleteDraft(web));
  app.post('/drafts/attachments', createDraftAttachments(web));
  app.get('/draft-attachments/:id', sendDraftAttachment(web));
  app.get('/articles/:id/body', showMessageFrame(web));
  app.get('/articles/:id/pictures/:attachment/:signature', sendMessagePicture(web));
  app.post('/articles/:id/images', createShownImages(web));
  addFileRoutes(app, web);
}

/** Files of messages: saved, or looked at. */
function addFileRoutes(app: WebApp, web: WebContext): void {
  app.get('/articles/:id/raw', sendRawMail(web));
  app.get('/attachments/:id', sendAttachment(web));
  app.get('/attachments/:id/preview', showPreview(web));
  app.get('/attachments/:id/pdf', sendPdf(web));
}
