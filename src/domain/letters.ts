import type { AccountLetter } from './account-letter.ts';
import type { AlertNews } from './alert-news.ts';
import type { NoticeTicket } from './notification-mail.ts';
import type { PageLanguage } from './page-language.ts';

/** Who gets a mail of ours: the language that he reads, and the clock that he goes by; '' is UTC. */
export interface LetterReader {
  readonly language: PageLanguage;
  readonly timeZone: string;
}

export interface LetterWords {
  readonly subject: string;
  readonly text: string;
}

/** Writes what Postroom sends to its own people. URLs are without a trailing slash. */
export interface LetterWriter {
  /** With a link that sets a password, once. */
  account(
    reader: LetterReader,
    kind: AccountLetter,
    to: { readonly name: string; readonly url: string; readonly publicUrl: string },
  ): LetterWords;
  /** About one ticket; with several a list of them, without a word of what stands in them. */
  notices(reader: LetterReader, tickets: readonly NoticeTicket[], publicUrl: string): LetterWords;
  alert(reader: LetterReader, news: AlertNews, publicUrl: string): LetterWords;
}
