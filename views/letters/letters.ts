import type { LetterWriter } from '../../src/domain/letters.ts';
import { asText, forReader } from '../words.ts';
import { writeAccountLetter } from './account-letter.ts';
import { writeAlert } from './alert-letter.ts';
import { writeNotices } from './notice-letter.ts';

/** The words of our own mail, each in the language of whoever gets it. */
export const letters: LetterWriter = {
  account: (reader, kind, to) => forReader(reader, () => asText(() => writeAccountLetter(kind, to))),
  notices: (reader, tickets, publicUrl) =>
    forReader(reader, () => asText(() => writeNotices(tickets, publicUrl))),
  alert: (reader, news, publicUrl) => forReader(reader, () => asText(() => writeAlert(news, publicUrl))),
};
