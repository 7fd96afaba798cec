import { addNote } from './add-note.ts';
import { openByMail } from './open-by-mail.ts';
import { replyToTicket } from './reply-to-ticket.ts';
import { removeCannedAnswer, saveCannedAnswer } from './save-canned-answer.ts';
import { attachToDraft, discardDraft, saveDraft } from './save-draft.ts';
import { saveSignature, saveSignatureOf } from './save-signature.ts';
import { takeBack } from './take-back.ts';

/** What somebody writes, from the first draft until it waits to be sent. */
export const composingCommands = [
  addNote,
  attachToDraft,
  discardDraft,
  openByMail,
  removeCannedAnswer,
  replyToTicket,
  saveCannedAnswer,
  saveDraft,
  saveSignature,
  saveSignatureOf,
  takeBack,
] as const;
