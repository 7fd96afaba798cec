import { getCannedAnswerOf } from '../../db/canned-answers.ts';
import { findVisibleCustomer } from '../../db/customer-page.ts';
import { listCustomersByEmail } from '../../db/customers.ts';
import { loadFirstVariables, loadVariables } from '../../db/template-values.ts';
import { getVisibleTicket, type Ticket, viewerOf } from '../../db/ticket-access.ts';
import { parseRecipients } from '../../domain/recipients.ts';
import { fillVariables, type VariableValues } from '../../domain/variables.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { assertGroup } from '../groups/group-choice.ts';
import { findNumber, readNumber, readPathId } from '../path-id.ts';

/** GET /canned-answers/:id/text?ticket=, or ?group=&to=&subject= before there is a ticket: the text, filled in. */
export function sendCannedText(web: WebContext) {
  return async (c: WebRequest) => {
    const number = c.req.query('ticket') ?? '';
    if (number !== '') {
      const ticket = await getVisibleTicket(web.read, viewerOf(c.get('user')), readNumber(number), 'answer');
      return c.text(await loadTicketText(web, c, ticket, readPathId(c)));
    }
    const typed = (name: string) => c.req.query(name) ?? '';
    const groupId = findNumber(typed('group')) ?? 0;
    await assertGroup(web, c, groupId);
    const form = { groupId, to: typed('to'), subject: typed('subject') };
    return c.text(await loadFirstText(web, c, form, readPathId(c)));
  };
}

/** @throws AppError not_found for a text that is not offered in the ticket's group */
export async function loadTicketText(
  web: WebContext,
  c: WebRequest,
  ticket: Ticket,
  id: number,
): Promise<string> {
  const { text } = await getCannedAnswerOf(web.read, ticket.groupId, id);
  return fillVariables(text, await loadVariables(web.read, ticket, c.get('user').id));
}

/** What is not known yet stays in the text, and is filled in when the message is sent. @throws AppError not_found */
export async function loadFirstText(
  web: WebContext,
  c: WebRequest,
  { groupId, to, subject }: { readonly groupId: number; readonly to: string; readonly subject: string },
  id: number,
): Promise<string> {
  const { text } = await getCannedAnswerOf(web.read, groupId, id);
  const values: Partial<VariableValues> = {
    ...(await loadFirstVariables(web.read, groupId, c.get('user'))),
    ...(subject.trim() === '' ? {} : { subject }),
    ...(await describeCustomer(web, c, to)),
  };
  return fillVariables(text, values);
}

/** What a customer is called is for those who see a ticket of his. */
async function describeCustomer(
  web: WebContext,
  c: WebRequest,
  to: string,
): Promise<Partial<VariableValues>> {
  const [first] = parseRecipients(to).addresses;
  if (first === undefined) return {};
  const [customer] = await listCustomersByEmail(web.read, [first.address]);
  const known = customer && (await findVisibleCustomer(web.read, viewerOf(c.get('user')), customer.id));
  return { customer: known?.name || first.name || first.address, customer_email: first.address };
}
