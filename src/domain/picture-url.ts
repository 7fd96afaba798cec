import { createHmac, timingSafeEqual } from 'node:crypto';

interface PicturePlace {
  readonly articleId: number;
  readonly attachmentId: number;
}

/**
 * The address of a picture within a message. It can be made here alone, so that no message names the pictures of
 * another; whoever asks for it still needs a session that may read the message.
 * @param secret of the data file: the address stays the same, and a browser can keep the picture
 */
export function pictureUrl(secret: Uint8Array, place: PicturePlace): string {
  return `/articles/${place.articleId}/pictures/${place.attachmentId}/${sign(secret, place)}`;
}

export function isOwnPicture(secret: Uint8Array, place: PicturePlace, signature: string): boolean {
  const expected = Buffer.from(sign(secret, place));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function sign(secret: Uint8Array, { articleId, attachmentId }: PicturePlace): string {
  return createHmac('sha256', secret)
    .update(`picture ${articleId} ${attachmentId}`)
    .digest('base64url')
    .slice(0, 22);
}
