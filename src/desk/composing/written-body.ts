import type { DraftAttachment } from '../../db/drafts.ts';
import { toContentIds } from '../../domain/html/draft-images.ts';
import { htmlToText } from '../../domain/html/html-text.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { isMereText, sanitizeWritten } from '../../mail/html-written.ts';

/** What somebody wrote, made fit to be sent. */
export interface WrittenBody {
  readonly text: string;
  /** Sanitized, pictures as `cid:`; undefined where it would say no more than the text. */
  readonly html: string | undefined;
}

/** @param html as the editor has it; '' where there was no editor and `text` counts */
export function readWritten(
  { text, html }: { readonly text: string; readonly html: string },
  images: readonly DraftAttachment[],
): WrittenBody {
  if (html.trim() === '') return { text: restoreSeparator(cleanText(text)), html: undefined };
  const clean = sanitizeWritten(toContentIds(html, images));
  const plain = restoreSeparator(cleanText(htmlToText(clean)));
  return { text: plain, html: isMereText(clean) ? undefined : clean };
}

/** Whether nothing was added to what the form began with. */
export function isUntouched(body: WrittenBody, signature: string): boolean {
  const own = body.text.trim();
  const hasImage = body.html?.includes('<img') ?? false;
  return !hasImage && (own === '' || own === `-- \n${cleanText(signature)}`.trim() || own === '--');
}

// RFC 3676 section 4.3: the blank after the dashes belongs to the line, and cleaning takes it off.
function restoreSeparator(text: string): string {
  return text.replace(/^--$/m, '-- ');
}
