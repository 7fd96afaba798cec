import type { TextPiece } from './html/linkify.ts';
import type { TextSegment } from './quote.ts';

/** Goes up whenever a message would look different: what was stored under a lower one is made anew. */
export const renderingVersion = 9;

/** A run of lines of a plain text, with the addresses in it that can be opened. */
export interface TextBlock {
  readonly kind: TextSegment['kind'];
  readonly pieces: readonly TextPiece[];
}

/** Whose colours a letter is shown in: `reader` where it sets none that matter, `own` where it was designed. */
export type Ground = 'reader' | 'own';

/** What only a reader of a message needs, made of it by a parser process. */
export interface Rendering {
  /** The content of the message's frame: sanitized, quotes folded; undefined for a message of text alone. */
  readonly html: string | undefined;
  /** The text of a message without HTML, quotes and signature apart; [] where there is HTML. */
  readonly blocks: readonly TextBlock[];
  /** How it begins, on one line. */
  readonly excerpt: string;
  readonly ground: Ground;
  /** Pictures that stand on foreign servers rest in `data-src`. */
  readonly hasRemoteImages: boolean;
  /** The message was too long to be shown whole; its raw form has the rest. */
  readonly isShortened: boolean;
}

/** A picture that came with a message, and where a browser finds it. */
export interface Picture {
  readonly contentId: string | null;
  readonly size: number;
  readonly url: string;
}
