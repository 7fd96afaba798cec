import { loadConversation } from '../../src/db/article-list.ts';
import { getVisibleTicket, viewerOf } from '../../src/db/ticket-access.ts';
import { addChannel, type ImportDesk } from './import-desk.ts';
import { openTicketDesk, type Person, type TicketDesk } from './ticket-desk.ts';

/** From the one who may least to the one who may most, in the first group. */
export const visitorNames = ['nobody', 'stranger', 'reader', 'answerer', 'mover', 'admin'] as const;
export type VisitorName = (typeof visitorNames)[number];

/** A desk with two groups, a ticket in each from the same customer, and people with different access. */
export interface TwoGroups {
  readonly desk: TicketDesk;
  readonly groups: { readonly own: number; readonly other: number };
  /** Ticket numbers. */
  readonly numbers: { readonly own: number; readonly other: number };
  /** Of the first group's ticket: HTML mail with a file and an answer in the outbox. */
  readonly ticketId: number;
  readonly articleId: number;
  readonly attachmentId: number;
  readonly deliveryId: number;
  readonly spareUserId: number;
  /** The stranger has the other group, in full; the rest have nothing there. */
  readonly visitors: Readonly<Record<Exclude<VisitorName, 'nobody'>, Person>> & {
    readonly nobody: Omit<Person, 'id' | 'actor'>;
  };
  close(): Promise<void>;
}

export async function openTwoGroups(): Promise<TwoGroups> {
  const desk = await openTicketDesk();
  const admin = await desk.signIn('admin', 'Ada Admin');
  const added = await admin.post('/settings/groups', { name: 'Payroll', followUp: 'reopen' });
  if (added.status !== 303) throw new Error(`no second group: ${added.status} ${await added.text()}`);
  const groups = { own: 1, other: 2 };
  const second = await addChannel(desk.desk, { address: 'payroll@postroom.example', groupId: groups.other });
  await desk.deliver(mail('own', 'The first secret'));
  await desk.deliverTo(second, mail('other', 'The second secret'));
  const visitors = {
    nobody: desk.nobody,
    stranger: await desk.signIn('agent', 'Stranger', { [groups.other]: 'full' }),
    reader: await desk.signIn('agent', 'Reader', { [groups.own]: 'read' }),
    answerer: await desk.signIn('agent', 'Answerer', { [groups.own]: 'answer' }),
    mover: await desk.signIn('agent', 'Mover', { [groups.own]: 'full' }),
    admin,
  };
  const spare = await desk.signIn('agent', 'Spare');
  const numbers = { own: 10_001, other: 10_002 };
  await admin.post(`/tickets/${numbers.own}/replies`, {
    key: 'the-first-answer',
    to: 'carla@customer.example',
    text: 'Hello',
    state: 'open',
  });
  const found = await findParts(desk.desk, numbers.own, admin.id);
  return { desk, groups, numbers, ...found, spareUserId: spare.id, visitors, close: () => desk.close() };
}

async function findParts({ read }: ImportDesk['desk'], number: number, id: number) {
  const ticket = await getVisibleTicket(read, viewerOf({ id, role: 'admin' }), number);
  const { articles, attachments, deliveries } = await loadConversation(read, ticket.id);
  const [article, attachment, delivery] = [articles[0], attachments[0], deliveries[0]];
  if (article === undefined || attachment === undefined || delivery === undefined) {
    throw new Error('the ticket lacks a mail, a file or an answer');
  }
  return {
    ticketId: ticket.id,
    articleId: article.id,
    attachmentId: attachment.id,
    deliveryId: delivery.id,
  };
}

const mail = (id: string, subject: string) =>
  [
    'From: Carla <carla@customer.example>',
    'To: support@postroom.example',
    `Subject: ${subject}`,
    `Message-ID: <${id}@customer.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Please <b>help</b></p>',
    '--b\r\nContent-Type: text/plain; name="file.txt"\r\nContent-Disposition: attachment; filename="file.txt"\r\n\r\ninside',
    '--b--\r\n',
  ].join('\r\n');
