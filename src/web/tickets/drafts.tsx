import { FileChoices } from '../../../views/tickets/message-fields.tsx';
import { t } from '../../../views/words.ts';
import { readBeginning } from '../../db/blobs.ts';
import { getOwnDraftAttachment } from '../../db/drafts.ts';
import { findAccess, getTicketById, getVisibleTicket, viewerOf } from '../../db/ticket-access.ts';
import { findHead } from '../../db/ticket-merges.ts';
import { allows } from '../../domain/access.ts';
import { type DraftPlace, isDraftKind } from '../../domain/draft.ts';
import { draftImageUrl } from '../../domain/html/draft-images.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readNumber, readPathId } from '../path-id.ts';
import { sendFile } from '../send-file.ts';
import { type ComposeForm, readComposeForm, whereOf } from './compose-form.ts';

/** POST /drafts: keeps what is in the form, now and then while somebody types. 409 says why it was not kept, in one word. */
export function saveDraft(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readComposeForm(c);
    const place = await getDraftPlace(web, c, form);
    const { kind: outcome } = await web.desk
      .as(actorOf(c))
      .call('saveDraft', { ...whereOf(place), fields: form.fields });
    const { ticketId, userId, kind } = place;
    if (ticketId !== null && kind !== 'new') web.presence.noteWriting(ticketId, { userId, kind });
    return outcome === 'saved' ? c.body(null, 204) : c.text(outcome, 409);
  };
}

/** POST /drafts/deletion */
export function deleteDraft(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readComposeForm(c);
    const place = await getDraftPlace(web, c, form);
    await web.desk.as(actorOf(c)).call('discardDraft', whereOf(place));
    if (place.ticketId !== null) web.presence.putDown(place.ticketId, place.userId);
    const url = place.ticketId === null ? '/tickets' : `/tickets/${form.text('ticket')}`;
    return redirectTo(c, url, { notice: t('The draft is gone.') });
  };
}

/** POST /drafts/attachments: files for the draft; answers with their lines, or with the picture itself. */
export function createDraftAttachments(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readComposeForm(c);
    const place = await getDraftPlace(web, c, form);
    const isInline = form.text('inline') === 'on';
    const { ids } = await web.desk.as(actorOf(c)).call('attachToDraft', {
      ...whereOf(place),
      files: [...form.files],
      isInline,
      attach: [...form.attach],
    });
    const rows = await Promise.all(ids.map((id) => getOwnDraftAttachment(web.read, place.userId, id)));
    const [picture] = rows.filter(({ contentId }) => contentId !== null);
    if (isInline && picture !== undefined) {
      return c.html(<img src={draftImageUrl(picture.id)} alt={picture.name} />);
    }
    const items = rows.map(({ id, name, size }) => ({
      value: `d${id}`,
      name,
      size,
      url: draftImageUrl(id),
      isChosen: true,
    }));
    return c.html(<FileChoices items={items} />);
  };
}

/** GET /draft-attachments/:id, for whoever writes the draft */
export function sendDraftAttachment(web: WebContext) {
  return async (c: WebRequest) => {
    const user = c.get('user');
    const { blobId, name } = await getOwnDraftAttachment(web.read, user.id, readPathId(c));
    const shownAs = readRasterType(await readBeginning(web.read, blobId));
    return sendFile(web, c, { blobId, name, shownAs });
  };
}

/** @throws AppError invalid, not_found, forbidden: a draft stands where its writer may answer */
export async function getDraftPlace(web: WebContext, c: WebRequest, form: ComposeForm): Promise<DraftPlace> {
  const user = c.get('user');
  const kind = form.text('kind');
  if (!isDraftKind(kind)) throw new AppError('invalid', 'Expected a draft of a reply, a note or a new mail.');
  if (kind === 'new') return { userId: user.id, ticketId: null, kind };
  const number = readNumber(form.text('ticket'));
  const ticket = await getVisibleTicket(web.read, viewerOf(user), number, 'answer');
  return { userId: user.id, ticketId: await findWritable(web, c, ticket.id), kind };
}

/** @returns of a ticket that was merged while somebody writes in it, the one where he is to go on */
async function findWritable(web: WebContext, c: WebRequest, ticketId: number): Promise<number> {
  const head = await findHead(web.read, ticketId);
  if (head === ticketId) return ticketId;
  const { groupId } = await getTicketById(web.read, head);
  const access = await findAccess(web.read, viewerOf(c.get('user')), groupId);
  return allows(access, 'answer') ? head : ticketId;
}
