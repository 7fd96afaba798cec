import { randomUUID } from 'node:crypto';
import type { ReplyValues } from '../../../views/tickets/composer.tsx';
import { t } from '../../../views/words.ts';
import { findDraft } from '../../db/drafts.ts';
import { getVisibleTicketById, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { findHead } from '../../db/ticket-merges.ts';
import { type DraftFields, type DraftPlace, listUnticked } from '../../domain/draft.ts';
import { isSettableState } from '../../domain/ticket.ts';
import { type ErrorCode, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { findNumber } from '../path-id.ts';
import { readSendAt } from '../send-later.ts';
import { type ComposeForm, keepFiles, readComposeForm, readReplyValues, whereOf } from './compose-form.ts';
import { type ComposerDraft, readSeen } from './composer.ts';
import { goOn } from './next-ticket.ts';
import { getTicket, renderTicket } from './ticket-page.tsx';

/** POST /tickets/:number/replies: queues an answer; sent twice, the same form makes one. */
export function createReply(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const form = await readComposeForm(c);
    const reply = readReplyValues(form);
    const place = { userId: c.get('user').id, ticketId: ticket.id, kind: 'reply' } as const;
    try {
      const attach = await keepFiles(web, c, place, form);
      const { articleId } = await web.desk
        .as(actorOf(c))
        .call('replyToTicket', { ...toReply(ticket.id, reply, form, attach), sendAt: readSendAt(c, form) });
      web.presence.putDown(ticket.id, place.userId);
      return goOn(web, c, form, {
        url: `/tickets/${ticket.number}#article-${articleId}`,
        notice: t('The answer in #{number} is on its way.', { number: ticket.number }),
      });
    } catch (error) {
      const { code } = toAppError(error);
      const again = renewKey(reply, code);
      // The editor gets its text back from the draft, where it is sanitized.
      const html = await keepWritten(web, c, place, { ...form.fields, key: again.key }, code);
      return showAgain(web, c, ticket, error, (errors) => ({
        open: 'reply',
        unticked: listUnticked(form.fields),
        errors,
        reply: { ...again, html },
        seen: form.text('seen'),
        isConflict: code === 'conflict',
      }));
    }
  };
}

/** POST /tickets/:number/notes */
export function createNote(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const form = await readComposeForm(c);
    const note = { key: form.text('key'), text: form.text('text') };
    const again = { ...note, basis: form.text('version') };
    const place = { userId: c.get('user').id, ticketId: ticket.id, kind: 'note' } as const;
    try {
      const attach = await keepFiles(web, c, place, form);
      const { articleId, unclear } = await web.desk
        .as(actorOf(c))
        .call('addNote', { ...note, ticketId: ticket.id, attach, form: form.fields });
      web.presence.putDown(ticket.id, place.userId);
      return redirectTo(c, `/tickets/${ticket.number}#article-${articleId}`, tellUnclear(unclear));
    } catch (error) {
      return showAgain(web, c, ticket, error, ({ form: about, ...errors }, code) => ({
        open: 'note',
        unticked: listUnticked(form.fields),
        isConflict: false,
        note: renewKey(again, code),
        errors: about === undefined ? errors : { ...errors, note: about },
      }));
    }
  };
}

/** Whoever wrote the name believes that somebody was told. */
function tellUnclear(names: readonly string[]): { notice?: string } {
  if (names.length === 0) return {};
  const values = { names: names.join(', ') };
  return {
    notice: t('The note is saved. {names} means nobody, or more than one, who sees this ticket.', values),
  };
}

function toReply(ticketId: number, reply: ReplyValues, form: ComposeForm, attach: readonly string[]) {
  const { answers, key, to, cc, bcc, text, html, isQuoting, nextState, mode, from } = reply;
  return {
    ticketId,
    key,
    to,
    cc,
    bcc,
    text,
    html,
    isQuoting,
    attach,
    answers: findNumber(answers),
    isForward: mode === 'forward',
    fromId: findNumber(from),
    form: form.fields,
    seen: readSeen(form.text('seen')),
    nextState: isSettableState(nextState) ? nextState : 'open',
  } as const;
}

/** What was typed must not be lost to a mistake or an outage. @throws the error again when it is a fault of ours */
async function showAgain(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  error: unknown,
  describe: (errors: Readonly<Record<string, string>>, code: ErrorCode) => ComposerDraft,
) {
  const { code, fields, message } = toAppError(error);
  if (code === 'internal') throw error;
  const shown = await findWhereToAnswer(web, c, ticket);
  return renderTicket(web, c, shown, describe(fields ?? { form: message }, code));
}

/** The ticket that this one was merged into meanwhile, where he may answer it: the other page has no form any more. */
async function findWhereToAnswer(web: WebContext, c: WebRequest, ticket: Ticket): Promise<Ticket> {
  const head = await findHead(web.read, ticket.id);
  if (head === ticket.id) return ticket;
  try {
    return await getVisibleTicketById(web.read, viewerOf(c.get('user')), head, 'answer');
  } catch (error) {
    if (toAppError(error).code === 'internal') throw error;
    return ticket;
  }
}

async function keepWritten(
  web: WebContext,
  c: WebRequest,
  place: DraftPlace,
  fields: DraftFields,
  code: ErrorCode,
): Promise<string> {
  if (code !== 'invalid' && code !== 'conflict') return '';
  try {
    const { kind } = await web.desk.as(actorOf(c)).call('saveDraft', { ...whereOf(place), fields });
    if (kind !== 'saved') return '';
  } catch (error) {
    // Without room for a draft the plain text of the form has to do.
    if (toAppError(error).code !== 'unavailable') throw error;
    return '';
  }
  return (await findDraft(web.read, place))?.fields.html ?? '';
}

/** The next press of the button is another message. */
function renewKey<Draft extends { readonly key: string }>(draft: Draft, code: ErrorCode): Draft {
  return code === 'conflict' ? { ...draft, key: randomUUID() } : draft;
}
