import { findVisibleTicket, viewerOf } from '../../db/ticket-access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { findNumber } from '../path-id.ts';
import { readListPath } from './list-path.ts';

interface Done {
  /** Where it goes on for somebody who stays. */
  readonly url: string;
  /** What is said where the page is another one. */
  readonly notice: string;
  /** What takes it back; undefined where nothing does. */
  readonly undo?: string | undefined;
}

/**
 * Where it goes on after a form: on the ticket itself, or with `after=next` on the ticket that `next` names by its number, or
 * on the list that it names by its address.
 */
export async function goOn(
  web: WebContext,
  c: WebRequest,
  form: { text(name: string): string },
  { url, notice, undo }: Done,
): Promise<Response> {
  if (form.text('after') !== 'next') return redirectTo(c, url);
  const next = form.text('next');
  const said = { notice, undo: undo === undefined ? [] : [undo] };
  const number = findNumber(next);
  const viewer = viewerOf(c.get('user'));
  const ticket = number === undefined ? undefined : await findVisibleTicket(web.read, viewer, number);
  if (ticket !== undefined) return redirectTo(c, `/tickets/${ticket.number}`, said);
  return redirectTo(c, readListPath(next), said);
}
