import type { DraftImage } from '../../domain/html/draft-images.ts';
import { directHtml } from '../../domain/html/text-direction.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { isSignatureAlone, type Signature, signAsHtml } from '../../domain/signature.ts';
import { AppError } from '../../errors.ts';
import type { WrittenHtml } from '../../mail/written.ts';
import type { Desk } from '../desk.ts';
import type { DraftFiles } from './message-files.ts';

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
 * @param signature what the form began with below: where only the text came, it still looks as it should
 * @throws AppError invalid (with fields) when the HTML cannot be read
 */
export async function readWritten(
  desk: Desk,
  written: { readonly text: string; readonly html: string },
  images: readonly DraftImage[],
  signature: Signature,
): Promise<WrittenBody> {
  const html = written.html.trim() === '' ? signAsHtml(written.text, signature) : written.html;
  if (html === '') {
    return { text: restoreSeparator(cleanText(written.text)), html: undefined, contentIds: [] };
  }
  const clean = await cleanWritten(desk, html, images);
  return {
    text: restoreSeparator(clean.text),
    html: clean.isMereText ? undefined : directHtml(clean.html, clean.text),
    contentIds: clean.contentIds,
  };
}

/**
 * Has a parser process read what an editor sent.
 * @param field where it was typed
 * @throws AppError invalid (with that field) when it cannot be read
 */
export async function cleanWritten(
  desk: Desk,
  html: string,
  images: readonly DraftImage[],
  field = 'text',
): Promise<WrittenHtml> {
  if (html === '') return { html: '', text: '', isMereText: true, contentIds: [] };
  const [outcome] = await desk.renderer.run([{ kind: 'write', html, images }]);
  if (outcome?.kind === 'done') return outcome.value;
  const why = outcome?.kind === 'rejected' ? 'it is too much of it' : 'reading it takes too long';
  const message = `The formatting cannot be kept: ${why}. Write it with less formatting.`;
  throw new AppError('invalid', message, { fields: { [field]: message } });
}

/** Whether nothing was added to what the form began with. */
export function isUntouched(body: WrittenBody, { signatures }: DraftFiles, signature: Signature): boolean {
  const hasImage = body.contentIds.some((id) => !signatures.some(({ contentId }) => contentId === id));
  return !hasImage && isSignatureAlone(body.text, signature);
}

// RFC 3676 section 4.3: the blank after the dashes belongs to the line, and cleaning takes it off.
function restoreSeparator(text: string): string {
  return text.replace(/^--$/m, '-- ');
}
