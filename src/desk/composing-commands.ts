import {
  removeCannedAnswer,
  type SaveCannedAnswer,
  saveCannedAnswer,
} from './composing/save-canned-answer.ts';
import { attachToDraft, discardDraft, saveDraft } from './composing/save-draft.ts';
import { takeBack } from './composing/take-back.ts';
import type { Desk } from './desk.ts';

/** What somebody is writing, until it is sent. Who may write where is checked where the request comes in. */
export function composingCommands(desk: Desk) {
  return {
    saveDraft: (input: Parameters<typeof saveDraft>[1]) => saveDraft(desk, input),
    discardDraft: (input: Parameters<typeof discardDraft>[1]) => discardDraft(desk, input),
    takeBack: (input: Parameters<typeof takeBack>[1]) => takeBack(desk, input),
    saveCannedAnswer: (input: SaveCannedAnswer) => saveCannedAnswer(desk, input),
    removeCannedAnswer: (input: { id: number }) => removeCannedAnswer(desk, input),
    attachToDraft: (input: Parameters<typeof attachToDraft>[1]) => attachToDraft(desk, input),
  };
}
