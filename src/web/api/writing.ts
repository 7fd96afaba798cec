import { randomUUID } from 'node:crypto';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { loadConversation } from '../../db/article-list.ts';
import { findArticleToAnswer } from '../../db/article-read.ts';
import { findCustomerEmail, listOwnAddresses } from '../../db/ticket-page.ts';
import type { TicketRecord } from '../../db/ticket-query.ts';
import { isSameAddress } from '../../domain/address.ts';
import { formatAddressList } from '../../domain/address-list.ts';
import type { Address } from '../../domain/message.ts';
import { suggestRecipients } from '../../domain/reply.ts';
import { settableStates } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import type { ApiContext, ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id } from './fields.ts';
import { Article, etagOf, TicketWithArticles, toArticles, toTicket } from './ticket-shapes.ts';
import { getRecord, numberParams, readMatch } from './tickets.ts';

const tag = 'Tickets';
const addresses = z
  .union([z.string(), z.array(z.string())], 'Expected addresses, in one text or a list of texts.')
  .transform((given) => (typeof given === 'string' ? given : given.join(', ')))
  .openapi({
    type: 'string',
    description: 'As people write them: `Carla <carla@customer.example>, …`; a list fits too.',
  });

const sendAt = z.iso.datetime({ offset: true }).openapi({
  description: 'When it is to go out; left out, at once. Not sent unasked once the customer has written.',
});

const FirstMail = z
  .strictObject({
    groupId: Id,
    to: addresses,
    cc: addresses.optional(),
    bcc: addresses.optional(),
    sendAt: sendAt.optional(),
    subject: z.string(),
    text: z.string(),
    state: z.enum(settableStates).optional().openapi({ description: '`open` unless given.' }),
    fromId: Id.optional().openapi({
      description: 'The e-mail address to send from; left out, the group’s own.',
    }),
    isSilent: z.boolean().optional().openapi({ description: 'Nothing is sent: the text becomes a note.' }),
  })
  .superRefine((first, context) => {
    if (first.isSilent === true) refuseGiven(first, ['bcc', 'sendAt', 'fromId'], context);
  })
  .openapi('NewTicket');

const ofReplies = ['to', 'cc', 'bcc', 'sendAt', 'answers', 'seen', 'isQuoting', 'fromId', 'state'] as const;

const NewArticle = z
  .strictObject({
    kind: z.enum(['reply', 'note']),
    text: z.string(),
    to: addresses.optional().openapi({
      type: 'string',
      description:
        'Left out: whom the page would answer; refused (409) where the mail asks for the answer at another address than its sender’s.',
    }),
    cc: addresses.optional(),
    bcc: addresses.optional(),
    sendAt: sendAt.optional(),
    answers: Id.optional().openapi({
      description: 'The article that is answered; left out, the newest mail.',
    }),
    seen: Id.optional().openapi({
      description:
        'The newest article that was read: a reply is refused (409) where others have written since.',
    }),
    isQuoting: z.boolean().optional(),
    fromId: Id.optional(),
    state: z
      .enum(settableStates)
      .optional()
      .openapi({ description: 'After a reply; `waiting` unless given.' }),
  })
  .superRefine((article, context) => {
    if (article.kind === 'note') refuseGiven(article, ofReplies, context);
  })
  .openapi('NewArticle');

/** What is not looked at must not be taken for done. */
function refuseGiven<Given extends object>(
  given: Given,
  names: readonly (keyof Given & string)[],
  context: z.RefinementCtx,
): void {
  for (const name of names.filter((each) => given[each] !== undefined)) {
    context.addIssue({
      code: 'custom',
      path: [name],
      message: 'This goes with what is sent; a note is not.',
    });
  }
}

type NewArticle = z.output<typeof NewArticle> & { readonly expected?: Date; readonly key: string };
type Asked = Partial<Pick<NewArticle, 'to' | 'cc' | 'answers'>>;

/** What programs write: an answer is an article in the outbox like any other. */
export function addWritingEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addFirstMail(api, web);
  addArticle(api, web);
}

function addFirstMail(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'post',
      path: '/tickets',
      tag,
      scope: 'send',
      body: FirstMail,
      status: 201,
      summary: 'Open a ticket by a first mail, or by a note',
      answer: TicketWithArticles,
      isRepeatable: true,
      named: { group: 'groupId', from: 'fromId' },
    },
    async ({ caller, body, c }) => {
      const { groupId, to, cc = '', bcc, subject, text, state = 'open', fromId, isSilent = false } = body;
      const { number } = await caller.door.call('openByMail', {
        groupId,
        key: keyOf(c),
        to,
        cc,
        bcc,
        sendAt: readTime(body.sendAt),
        subject,
        text,
        html: '',
        attach: [],
        isSilent,
        nextState: state,
        ...(fromId === undefined ? {} : { fromId }),
      });
      return showOpened(web, caller, c, number);
    },
  );
}

async function showOpened(web: WebContext, caller: Caller, c: ApiContext, number: number) {
  const ticket = await getRecord(web, caller, number);
  c.header('ETag', etagOf(ticket));
  c.header('Location', `/api/v1/tickets/${number}`);
  const articles = toArticles(await loadConversation(web.read, ticket.id));
  return { ...toTicket(ticket), articles, earlier: null };
}

function addArticle(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'post',
      path: '/tickets/{number}/articles',
      tag,
      params: numberParams,
      scope: 'tickets:read',
      body: NewArticle,
      status: 201,
      summary: 'Answer a ticket, or note something',
      description:
        'A reply takes the scope `send`, a note `tickets:write`. With `If-Match` only where the ticket has not changed since (412).',
      answer: Article,
      isRepeatable: true,
      named: { note: 'text', from: 'fromId' },
    },
    async ({ caller, params, body, c }) => {
      const ticket = await getRecord(web, caller, params.number);
      const expected = readMatch(c, ticket);
      const articleId =
        body.kind === 'note'
          ? await note(caller, ticket, { ...body, ...expected, key: keyOf(c) })
          : await reply(web, caller, ticket, { ...body, ...expected, key: keyOf(c) });
      return showWritten(web, ticket, articleId);
    },
  );
}

/** The same request may come again when much has been written since. @throws AppError conflict where it was moved meanwhile */
async function showWritten(web: WebContext, ticket: TicketRecord, articleId: number) {
  const written = toArticles(await loadConversation(web.read, ticket.id, articleId + 1)).at(-1);
  if (written?.id === articleId) return written;
  throw new AppError('conflict', 'This is written already, and stands in another ticket now.');
}

/** The same request writes the same message, however often it is done. */
function keyOf(c: ApiContext): string {
  return c.get('requestKey') ?? randomUUID();
}

function readTime(iso: string | undefined): Date | undefined {
  return iso === undefined ? undefined : new Date(iso);
}

async function note(
  caller: Caller,
  ticket: TicketRecord,
  { text, expected, key }: NewArticle,
): Promise<number> {
  const given = { ticketId: ticket.id, key, text, expected };
  return (await caller.door.call('addNote', given)).articleId;
}

async function reply(
  web: WebContext,
  caller: Caller,
  ticket: TicketRecord,
  {
    text,
    to,
    cc,
    bcc,
    sendAt,
    answers,
    seen,
    isQuoting = false,
    fromId,
    state = 'waiting',
    expected,
    key,
  }: NewArticle,
): Promise<number> {
  const given = {
    ticketId: ticket.id,
    key,
    text,
    isQuoting,
    nextState: state,
    ...(await nameRecipients(web, ticket, { to, cc, answers })),
    bcc,
    sendAt: readTime(sendAt),
    expected,
    ...(answers === undefined ? {} : { answers }),
    ...(seen === undefined ? {} : { seen }),
    ...(fromId === undefined ? {} : { fromId }),
  };
  return (await caller.door.call('replyToTicket', given)).articleId;
}

/**
 * Whom an answer that is sent goes to, see `chooseRecipients`. The page shows where a mail leads it; a program does not look.
 * @param tellAddress names the other address, which the sender has chosen
 * @throws AppError invalid for another article, conflict where nobody is named and the mail asks for the answer at another address than its sender's
 */
export async function nameRecipients(
  web: WebContext,
  ticket: TicketRecord,
  asked: Asked,
  tellAddress = ({ address }: Address) => `, ${address}`,
): Promise<{ to: string; cc: string }> {
  const usual = await suggest(web, ticket, asked.answers);
  const { elsewhere } = usual;
  const isLed =
    elsewhere !== undefined &&
    !isSameAddress(elsewhere.address, await findCustomerEmail(web.read, { customerId: ticket.customerId }));
  if (asked.to === undefined && isLed) {
    const message = `The sender wants the answer at another address${tellAddress(elsewhere)}; name in "to" who is to get it.`;
    throw new AppError('conflict', message, { fields: { to: message } });
  }
  return fillIn(asked, usual);
}

/**
 * Whom an answer goes to: what a program leaves out is as the page would fill it in, and who names the recipients gets no
 * copies beside. @throws AppError invalid where the article is none of the ticket's
 */
export async function chooseRecipients(
  web: WebContext,
  ticket: TicketRecord,
  asked: Asked,
): Promise<{ to: string; cc: string }> {
  return fillIn(asked, await suggest(web, ticket, asked.answers));
}

function fillIn({ to, cc }: Asked, usual: { to: string; cc: string }): { to: string; cc: string } {
  return { to: to ?? usual.to, cc: cc ?? (to === undefined ? usual.cc : '') };
}

async function suggest(web: WebContext, ticket: TicketRecord, answers: number | undefined) {
  const mail = await findArticleToAnswer(web.read, ticket.id, answers);
  if (mail === undefined) {
    if (answers === undefined) return { to: '', cc: '', elsewhere: undefined };
    const message = `The article ${answers} is no mail of this ticket.`;
    throw new AppError('invalid', message, { fields: { answers: message } });
  }
  const { to, cc, elsewhere } = suggestRecipients(mail, await listOwnAddresses(web.read));
  return { to: formatAddressList(to), cc: formatAddressList(cc), elsewhere };
}
