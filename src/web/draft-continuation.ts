import { loadFirstSignature } from '../db/template-values.ts';
import type { DraftFields } from '../domain/draft.ts';
import { swapSignature } from '../domain/signature.ts';
import { keepFiles, readComposeForm } from './compose-form.ts';
import type { WebContext, WebRequest } from './context.ts';
import { getDraftPlace } from './drafts.tsx';
import { assertGroup } from './new-ticket.tsx';
import { redirectTo } from './notice.ts';

/** POST /drafts/continuation: keeps the form and shows it again, for the group that was chosen. */
export function continueDraft(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readComposeForm(c);
    const place = await getDraftPlace(web, c, form);
    const attach = await keepFiles(web, place, form);
    const typed: DraftFields = { ...form.fields, attach: attach.join(' ') };
    const fields = place.kind === 'new' ? await signFor(web, c, typed) : typed;
    await web.desk.call('saveDraft', { ...place, fields });
    if (place.ticketId === null) return redirectTo(c, '/tickets/new');
    return redirectTo(c, `/tickets/${form.text('ticket')}#${place.kind}`);
  };
}

/** Another group has other addresses to send from, and another signature. */
async function signFor(web: WebContext, c: WebRequest, fields: DraftFields): Promise<DraftFields> {
  const [former, next] = [Number(fields.signed) || 0, Number(fields.group) || 0];
  await assertGroup(web, c, next);
  if (former === next) return fields;
  const written = { text: fields.text ?? '', html: fields.html ?? '' };
  const [before, after] = await Promise.all(
    [former, next].map((id) => loadFirstSignature(web.read, id, c.get('user'))),
  );
  return { ...fields, ...swapSignature(written, before ?? '', after ?? ''), from: '' };
}
