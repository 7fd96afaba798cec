import { randomUUID } from 'node:crypto';
import type { ReplyValues } from '../../views/tickets/composer.tsx';
import { isSettableState } from '../domain/ticket.ts';
import { type ErrorCode, toAppError } from '../errors.ts';
import type { WebContext, WebRequest } from './context.ts';
import { redirectTo } from './notice.ts';
import { getTicket, renderTicket } from './ticket-page.tsx';

/** POST /tickets/:number/replies: queues an answer; sent twice, the same form makes one. */
export function createReply(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const reply = readReply(await c.req.parseBody());
    try {
      const { articleId } = await web.desk.call('replyToTicket', {
        ...reply,
        userId: c.get('user').id,
        ticketId: ticket.id,
        answers: Number(reply.answers) || undefined,
        nextState: isSettableState(reply.nextState) ? reply.nextState : 'open',
      });
      return redirectTo(c, `/tickets/${ticket.number}#article-${articleId}`);
    } catch (error) {
      const { code, fields, message } = toAppError(error);
      if (code === 'internal') throw error;
      // What was typed must not be lost to a mistake or an outage.
      const errors = fields ?? { form: message };
      return renderTicket(web, c, ticket, { open: 'reply', reply: renewKey(reply, code), errors });
    }
  };
}

/** POST /tickets/:number/notes */
export function createNote(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c, 'answer');
    const form = await c.req.parseBody();
    const note = { key: String(form.key ?? ''), text: String(form.text ?? '') };
    try {
      const { articleId } = await web.desk.call('addNote', {
        ...note,
        userId: c.get('user').id,
        ticketId: ticket.id,
      });
      return redirectTo(c, `/tickets/${ticket.number}#article-${articleId}`);
    } catch (error) {
      const { code, fields, message } = toAppError(error);
      if (code === 'internal') throw error;
      const errors = fields ?? { note: message };
      return renderTicket(web, c, ticket, { open: 'note', note: renewKey(note, code), errors });
    }
  };
}

/** The next press of the button is another message. */
function renewKey<Draft extends { readonly key: string }>(draft: Draft, code: ErrorCode): Draft {
  return code === 'conflict' ? { ...draft, key: randomUUID() } : draft;
}

function readReply(form: Record<string, unknown>): ReplyValues {
  const field = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
  return {
    answers: field('answers'),
    key: field('key'),
    to: field('to'),
    cc: field('cc'),
    text: field('text'),
    isQuoting: field('quote') === 'on',
    nextState: field('state'),
  };
}
