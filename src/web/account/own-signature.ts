import { t } from '../../../views/words.ts';
import { readBlob } from '../../db/blobs.ts';
import { getSignaturePicture } from '../../db/signatures.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { contentDisposition } from '../../domain/content-disposition.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { readPathId } from '../path-id.ts';
import { sendBytes } from '../send-bytes.ts';
import { readSignatureForm } from '../signature-form.ts';
import { renderAccount } from './account.tsx';

/** POST /account/signature: what stands below the person's own messages. */
export function saveOwnSignature(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const text = form.text('signature');
    const withGroup = form.text('withGroup') === 'on';
    const { html, picture, dropsPicture } = await readSignatureForm(c);
    const picked = picture === undefined ? {} : { picture };
    try {
      const door = web.desk.as(actorOf(c));
      await door.call('saveSignature', { text, html, ...picked, dropsPicture, withGroup });
    } catch (error) {
      return renderAccount(web, c, fieldsOf(error), { signature: { text, html, withGroup } });
    }
    return redirectTo(c, '/account', { notice: t('Your signature is saved.') });
  };
}

/** GET /signature-pictures/:id, for whoever may sign with it. */
export function sendSignaturePicture(web: WebContext) {
  return async (c: WebRequest) => {
    const viewer = viewerOf(c.get('user'));
    const { blobId, name, type } = await getSignaturePicture(web.read, viewer, readPathId(c));
    c.header('Content-Disposition', contentDisposition('inline', name));
    c.header('Content-Type', type);
    return sendBytes(c, undefined, readBlob(web.read, blobId));
  };
}
