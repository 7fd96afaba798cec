import { hash, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { insertBlobs } from '../../db/blobs.ts';
import { reserveIds } from '../../db/row-ids.ts';
import { replaceSignaturePicture, type SignatureOwner, type SignaturePicture } from '../../db/signatures.ts';
import { cleanFilename } from '../../domain/filename.ts';
import { signaturePictureUrl } from '../../domain/html/draft-images.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { type Signature, toDivs } from '../../domain/signature.ts';
import {
  longestSignature,
  mostPictureBytes,
  pictureTypes,
  readSignatureText,
} from '../../domain/signature-limits.ts';
import type { WrittenHtml } from '../../mail/written.ts';
import type { Act } from '../command.ts';
import type { Desk } from '../desk.ts';
import { refuse } from './form-checks.ts';
import { cleanWritten } from './written-body.ts';

/** What a form holds of a signature. */
export const signatureInput = {
  text: z.string(),
  /** As the editor has it; left out, the text is all that was changed. */
  html: z.string().optional(),
  picture: z
    .strictObject({
      name: z.string(),
      bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Expected bytes.'),
    })
    .optional(),
  /** Takes the picture away that there is. */
  dropsPicture: z.boolean().optional(),
} as const;
const signatureForm = z.strictObject(signatureInput);
type SignatureForm = z.output<typeof signatureForm>;

/** What is there already. */
interface StoredSignature extends Signature {
  readonly picture: SignaturePicture | undefined;
}

export interface ReadSignature extends Signature {
  /** `none` where there is none any more. */
  readonly picture: 'same' | 'none' | NewPicture;
}

interface NewPicture {
  readonly name: string;
  readonly type: string;
  readonly contentId: string;
  readonly bytes: Uint8Array;
}

/**
 * Makes a signature fit to be sent: harmless HTML, one picture at most, and the text that says the same.
 * @throws AppError invalid, with the fields `signature` and `signaturePicture`
 */
export async function readSignature(
  desk: Desk,
  form: SignatureForm,
  stored: StoredSignature,
): Promise<ReadSignature> {
  const fresh = form.picture === undefined ? undefined : readPicture(form.picture);
  const typed = form.text.replace(/\r\n?/g, '\n').trimEnd();
  if (typed.length > longestSignature || (form.html ?? '').length > longestSignature * 4) {
    throw refuse('signature', `Expected at most ${longestSignature} characters.`);
  }
  const isKept = stored.picture !== undefined && fresh === undefined && form.dropsPicture !== true;
  const html = chooseHtml(form, typed, stored);
  const known =
    stored.picture === undefined || !(isKept || fresh !== undefined) ? [] : [toImage(stored.picture)];
  const typedClean = await cleanWritten(desk, html, known, 'signature');
  const clean =
    fresh === undefined
      ? typedClean
      : await addPicture(desk, typedClean.html || toLines(typed), stored, fresh);
  const text = readSignatureText(clean.isMereText || clean.html === '' ? typed || clean.text : clean.text);
  const isShown = isKept && clean.contentIds.length > 0;
  return { text, html: clean.isMereText ? '' : clean.html, picture: fresh ?? (isShown ? 'same' : 'none') };
}

/** Stores the picture, or takes it away. */
export async function storePicture(
  { tx }: Act,
  owner: SignatureOwner,
  picture: ReadSignature['picture'],
): Promise<void> {
  if (picture === 'same') return;
  if (picture === 'none') return replaceSignaturePicture(tx, owner, undefined);
  const { bytes, ...row } = picture;
  const blobId = (await reserveIds(tx))('blobs');
  await insertBlobs(tx, [{ id: blobId, sha256: hash('sha256', bytes, 'hex'), bytes }]);
  await replaceSignaturePicture(tx, owner, { ...row, size: bytes.length, blobId });
}

/** Where only the name of a group was changed, the signature keeps its looks though no editor has sent them. */
function chooseHtml({ html, dropsPicture }: SignatureForm, typed: string, stored: StoredSignature): string {
  if (html !== undefined && html.trim() !== '') return html;
  if (typed === stored.text.trimEnd()) return stored.html;
  return stored.picture === undefined || dropsPicture === true
    ? ''
    : `${toDivs(typed)}${showPicture(stored.picture)}`;
}

/** In the place of the one before; else at the end. */
function addPicture(
  desk: Desk,
  html: string,
  { picture }: StoredSignature,
  fresh: NewPicture,
): Promise<WrittenHtml> {
  const source = `cid:${fresh.contentId}`;
  const before = picture === undefined ? undefined : `src="cid:${picture.contentId}"`;
  const placed =
    before !== undefined && html.includes(before)
      ? html.replaceAll(before, `src="${source}"`)
      : `${html}${showPicture(fresh)}`;
  return cleanWritten(desk, placed, [{ url: source, contentId: fresh.contentId }], 'signature');
}

/** Without words of its own: the text beside it says what there is to say. */
function showPicture({ contentId }: Pick<NewPicture, 'contentId'>): string {
  return `<div><img alt="" src="cid:${contentId}" /></div>`;
}

function toLines(text: string): string {
  return text === '' ? '' : toDivs(text);
}

function toImage({ id, contentId }: SignaturePicture) {
  return { url: signaturePictureUrl(id), contentId };
}

function readPicture({ name, bytes }: NonNullable<SignatureForm['picture']>): NewPicture {
  const type = readRasterType(bytes);
  if (type === undefined || !pictureTypes.includes(type)) {
    throw refuse('signaturePicture', 'Expected a picture: PNG, JPEG or GIF.');
  }
  if (bytes.length > mostPictureBytes) {
    throw refuse('signaturePicture', `Expected a picture of at most ${mostPictureBytes / 1024} KB.`);
  }
  return { name: cleanFilename(name, type), type, contentId: `${randomUUID()}@postroom`, bytes };
}
