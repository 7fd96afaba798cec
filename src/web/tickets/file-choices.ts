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
  /** What was ticked when the form was seen last; undefined: all. */
  readonly ticked?: readonly string[] | undefined;
}

/** The files that a form offers: those of the draft, and of the mail that is forwarded. */
export async function listFileChoices(
  web: WebContext,
  draftId: number | undefined,
  { forwarded, ticked }: FilesOf,
): Promise<FileChoice[]> {
  const [own, passed] = await Promise.all([
    draftId === undefined ? [] : listDraftAttachments(web.read, draftId),
    forwarded === undefined ? [] : listArticleAttachments(web.read, forwarded),
  ]);
  return [
    ...passed.map(({ id, name, size }) => ({
      value: `a${id}`,
      name,
      size,
      url: `/attachments/${id}`,
      isChosen: ticked?.includes(`a${id}`) ?? true,
    })),
    ...own
      .filter(({ contentId }) => contentId === null)
      .map(({ id, name, size }) => ({ value: `d${id}`, name, size, url: draftImageUrl(id), isChosen: true })),
  ];
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
