import type { SignatureValues } from '../../views/signature-field.tsx';
import { findSignaturePicture, type SignatureOwner } from '../db/signatures.ts';
import { signaturePictureUrl, toDraftUrls } from '../domain/html/draft-images.ts';
import type { Signature } from '../domain/signature.ts';
import type { WebContext, WebRequest } from './context.ts';
import { readForm } from './form-fields.ts';

/** What the form of a signature holds beside its text. */
interface SignatureForm {
  readonly html: string;
  /** Undefined where none was picked. */
  readonly picture: { readonly name: string; readonly bytes: Uint8Array } | undefined;
  readonly dropsPicture: boolean;
}

export async function readSignatureForm(c: WebRequest): Promise<SignatureForm> {
  const form = await readForm(c);
  const html = form.get('signatureHtml');
  const file = form.get('signaturePicture');
  const isPicked = file !== null && typeof file !== 'string' && (file.name !== '' || file.size > 0);
  return {
    html: typeof html === 'string' ? html : '',
    picture: isPicked ? { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) } : undefined,
    dropsPicture: form.get('dropPicture') === 'on',
  };
}

/** @returns what the field of a signature shows: its picture by the address here */
export async function showSignature(
  web: WebContext,
  owner: SignatureOwner | undefined,
  { text, html }: Signature,
): Promise<SignatureValues> {
  const picture = owner === undefined ? undefined : await findSignaturePicture(web.read, owner);
  if (picture === undefined) return { text, html, picture: undefined };
  const url = signaturePictureUrl(picture.id);
  const { name, contentId } = picture;
  return { text, html: toDraftUrls(html, [{ url, contentId }]), picture: { url, name } };
}
