import {
  addTicketTags,
  changeTicketGroup,
  changeTicketOwner,
  changeTicketPriority,
  changeTicketState,
  removeTicketTag,
} from './change-ticket.ts';
import { changeTickets } from './change-tickets.ts';
import { chooseColumns } from './choose-columns.ts';
import { followTicket } from './follow-ticket.ts';
import { linkTickets, unlinkTickets } from './link-tickets.ts';
import { markSeen } from './mark-seen.ts';
import { mergeTickets, separateTicket } from './merge-tickets.ts';
import { noteRawOpened } from './note-raw-opened.ts';
import { forgetOldNotifications, openWaiting } from './open-waiting.ts';
import { renderAhead, renderArticles } from './render-articles.ts';
import { moveView, removeView, saveView, shareView } from './save-view.ts';
import { showImages } from './show-images.ts';
import { splitTicket } from './split-ticket.ts';
import { undoTicketChanges } from './undo-changes.ts';
import { updateTicket } from './update-ticket.ts';

/** What is done with tickets, and with the searches that find them. */
export const ticketCommands = [
  addTicketTags,
  changeTicketGroup,
  changeTicketOwner,
  changeTicketPriority,
  changeTickets,
  changeTicketState,
  chooseColumns,
  followTicket,
  forgetOldNotifications,
  linkTickets,
  markSeen,
  mergeTickets,
  moveView,
  noteRawOpened,
  openWaiting,
  removeTicketTag,
  removeView,
  renderAhead,
  renderArticles,
  saveView,
  separateTicket,
  shareView,
  showImages,
  splitTicket,
  undoTicketChanges,
  unlinkTickets,
  updateTicket,
] as const;
