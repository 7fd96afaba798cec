import type { DraftAttachment } from '../../db/drafts.ts';
import { directHtml } from '../../domain/html/text-direction.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { AppError } from '../../errors.ts';
import type { WrittenHtml } from '../../mail/written.ts';
import type { Desk } from '../desk.ts';

/** What somebody wrote, made fit to be sent. */
export interface WrittenBody {
  readonly text: string;
  /** Sanitized, pictures as `cid:`; undefined where it would say no more than the text. */
  readonly html: string | undefined;
  /** The pictures that the HTML shows. */
  readonly contentIds: readonly string[];
}

/**
 * @param written as the editor has it; its HTML is '' where there was no editor and the text counts
 * @throws AppError invalid (with fields) when the HTML cannot be read
 */
export async function readWritten(
  desk: Desk,
  { text, html }: { readonly text: string; readonly html: string },
  images: readonly DraftAttachment[],
): Promise<WrittenBody> {
  if (html.trim() === '') {
    return { text: restoreSeparator(cleanText(text)), html: undefined, contentIds: [] };
  }
  const clean = await cleanWritten(desk, html, images);
  return {
    text: restoreSeparator(clean.text),
    html: clean.isMereText ? undefined : directHtml(clean.html, clean.text),
    contentIds: clean.contentIds,
  };
}

/** Has a parser process read what an editor sent. @throws AppError invalid (with fields) when it cannot be read */
export async function cleanWritten(
  desk: Desk,
  html: string,
  images: readonly DraftAttachment[],
): Promise<WrittenHtml> {
  if (html === '') return { html: '', text: '', isMereText: true, contentIds: [] };
  const known = images.map(({ id, contentId }) => ({ id, contentId }));
  const [outcome] = await desk.renderer.run([{ kind: 'write', html, images: known }]);
  if (outcome?.kind === 'done') return outcome.value;
  const why = outcome?.kind === 'rejected' ? 'it is too much of it' : 'reading it takes too long';
  const message = `The formatting cannot be kept: ${why}. Write it with less formatting.`;
  throw new AppError('invalid', message, { fields: { text: message } });
}

/** Whether nothing was added to what the form began with. */
export function isUntouched(body: WrittenBody, signature: string): boolean {
  const own = body.text.trim();
  const hasImage = body.contentIds.length > 0;
  return !hasImage && (own === '' || own === `-- \n${cleanText(signature)}`.trim() || own === '--');
}

// RFC 3676 section 4.3: the blank after the dashes belongs to the line, and cleaning takes it off.
function restoreSeparator(text: string): string {
  return text.replace(/^--$/m, '-- ');
}
