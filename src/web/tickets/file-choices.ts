import type { FileChoice } from '../../../views/tickets/message-fields.tsx';
import { listArticleAttachments } from '../../db/article-read.ts';
import { listDraftAttachments } from '../../db/drafts.ts';
import { listSignaturePictures } from '../../db/signatures.ts';
import type { Viewer } from '../../db/ticket-access.ts';
import { draftImageUrl, listDraftImages, toDraftUrls } from '../../domain/html/draft-images.ts';
import type { WebContext } from '../context.ts';

interface FilesOf {
  /** The mail that is passed on with its files. */
  readonly forwarded?: number | undefined;
  /** What was not ticked when the form was seen last. */
  readonly unticked: readonly string[];
}

/** The files that a form offers: those of the draft, and of the mail that is forwarded. */
export async function listFileChoices(
  web: WebContext,
  draftId: number | undefined,
  { forwarded, unticked }: FilesOf,
): Promise<FileChoice[]> {
  const [own, passed] = await Promise.all([
    draftId === undefined ? [] : listDraftAttachments(web.read, draftId),
    forwarded === undefined ? [] : listArticleAttachments(web.read, forwarded),
  ]);
  const files = own.filter(({ contentId }) => contentId === null);
  return [
    ...passed.map((file) => ({ ...file, value: `a${file.id}`, url: `/attachments/${file.id}` })),
    ...files.map((file) => ({ ...file, value: `d${file.id}`, url: draftImageUrl(file.id) })),
  ].map(({ value, name, size, url }) => ({ value, name, size, url, isChosen: !unticked.includes(value) }));
}

/** @returns what the editor begins with: pictures of the draft and of signatures by their address here */
export async function showDraftHtml(
  web: WebContext,
  viewer: Viewer,
  draftId: number | undefined,
  html: string,
): Promise<string> {
  if (html === '') return '';
  const [attachments, signatures] = await Promise.all([
    draftId === undefined ? [] : listDraftAttachments(web.read, draftId),
    listSignaturePictures(web.read, viewer),
  ]);
  return toDraftUrls(html, listDraftImages({ attachments, signatures }));
}
