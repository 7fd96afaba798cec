import { getVisibleAttachment } from '../../db/article-read.ts';
import { readBlob } from '../../db/blobs.ts';
import { findSetting } from '../../db/settings.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { isOwnPicture } from '../../domain/picture-url.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { AppError } from '../../errors.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { readPathId } from '../path-id.ts';
import { sendBytes } from '../send-bytes.ts';

const week = 7 * 24 * 3600;

/** GET /articles/:id/pictures/:attachment/:signature: a picture that a message shows in its text. */
export function sendMessagePicture(web: WebContext) {
  return async (c: WebRequest) => {
    const articleId = readPathId(c);
    const attachmentId = readPathId(c, 'attachment');
    const secret = Buffer.from(String(await findSetting(web.read, 'message_id_secret')), 'hex');
    const attachment = await getVisibleAttachment(web.read, viewerOf(c.get('user')), attachmentId);
    const isAsked = isOwnPicture(secret, { articleId, attachmentId }, c.req.param('signature') ?? '');
    if (!isAsked || attachment.articleId !== articleId) throw noPicture();
    const chunks = readBlob(web.read, attachment.blobId);
    const { value: first } = await chunks.next();
    const type = readRasterType(first ?? new Uint8Array());
    if (type === undefined) throw noPicture();
    c.header('Content-Type', type);
    // What it shows never changes; who may see it can.
    c.header('Cache-Control', `private, max-age=${week}`);
    return sendBytes(c, first, chunks);
  };
}

function noPicture(): AppError {
  return new AppError('not_found', 'There is no such picture, or it is not for you.');
}
