import { getVisibleArticle, getVisibleAttachment } from '../../db/article-read.ts';
import { readBeginning } from '../../db/blobs.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { cleanFilename } from '../../domain/filename.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readPathId } from '../path-id.ts';
import { sendFile } from '../send-file.ts';

/** GET /attachments/:id. A picture by its bytes may be shown; all else is only ever saved, whatever it claims to be. */
export function sendAttachment(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    const attachment = await getVisibleAttachment(web.read, viewerOf(c.get('user')), id);
    const { blobId, name, type } = attachment;
    const shownAs = readRasterType(await readBeginning(web.read, blobId));
    return sendFile(web, c, { blobId, name: cleanFilename(name, type), shownAs });
  };
}

/** GET /articles/:id/raw: the mail as it came or went, byte for byte. */
export function sendRawMail(web: WebContext) {
  return async (c: WebRequest) => {
    const id = readPathId(c);
    const article = await getVisibleArticle(web.read, viewerOf(c.get('user')), id);
    if (article.rawBlobId === null) throw new AppError('not_found', 'This message has no raw form.');
    await web.desk.as(actorOf(c)).call('noteRawOpened', { articleId: id });
    const name = cleanFilename(`${article.subject.slice(0, 80)}.eml`, 'message/rfc822');
    return sendFile(web, c, { blobId: article.rawBlobId, name });
  };
}
