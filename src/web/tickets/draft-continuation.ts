import { loadFirstSignature } from '../../db/template-values.ts';
import { getVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import type { DraftFields } from '../../domain/draft.ts';
import { insertAboveSignature, noSignature, swapSignature } from '../../domain/signature.ts';
import { loadFirstText, loadTicketText } from '../canned-answers/canned-texts.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { assertGroup } from '../groups/group-choice.ts';
import { redirectTo } from '../notice.ts';
import { findNumber, readNumber } from '../path-id.ts';
import { type ComposeForm, keepFiles, readComposeForm, whereOf } from './compose-form.ts';
import { getDraftPlace } from './drafts.tsx';

/** POST /drafts/continuation: keeps the form and shows it again, for the group or with the text that was chosen. */
export function continueDraft(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readComposeForm(c);
    const place = await getDraftPlace(web, c, form);
    await keepFiles(web, c, place, form);
    // The page that it leads to shows what is kept.
    const typed: DraftFields = { ...form.fields, version: '' };
    const signed = place.kind === 'new' ? await signFor(web, c, typed) : typed;
    const fields = form.text('insert') === 'on' ? await insertCanned(web, c, signed, form) : signed;
    await web.desk.as(actorOf(c)).call('saveDraft', { ...whereOf(place), fields });
    if (place.ticketId === null) return redirectTo(c, '/tickets/new');
    return redirectTo(c, `/tickets/${form.text('ticket')}#${place.kind}`);
  };
}

/** Another group has other addresses to send from, and another signature. */
async function signFor(web: WebContext, c: WebRequest, fields: DraftFields): Promise<DraftFields> {
  const former = findNumber(fields.signed) ?? 0;
  const next = findNumber(fields.group) ?? 0;
  await assertGroup(web, c, next);
  if (former === next) return fields;
  const written = { text: fields.text ?? '', html: fields.html ?? '' };
  const [before, after] = await Promise.all(
    [former, next].map((id) => loadFirstSignature(web.read, id, c.get('user'))),
  );
  return { ...fields, ...swapSignature(written, before ?? noSignature, after ?? noSignature), from: '' };
}

/** Above the signature: without a script nobody knows where the cursor was. */
async function insertCanned(
  web: WebContext,
  c: WebRequest,
  fields: DraftFields,
  { text }: ComposeForm,
): Promise<DraftFields> {
  const id = findNumber(text('canned')) ?? 0;
  if (id === 0) return fields;
  const place = { groupId: findNumber(text('group')) ?? 0, to: text('to'), subject: text('subject') };
  const inserted =
    text('kind') === 'new'
      ? await loadFirstText(web, c, place, id)
      : await loadTicketText(web, c, await getTicketOf(web, c, text('ticket')), id);
  return {
    ...fields,
    ...insertAboveSignature({ text: fields.text ?? '', html: fields.html ?? '' }, inserted),
  };
}

function getTicketOf(web: WebContext, c: WebRequest, number: string): Promise<Ticket> {
  return getVisibleTicket(web.read, viewerOf(c.get('user')), readNumber(number), 'answer');
}
