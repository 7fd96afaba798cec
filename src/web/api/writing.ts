import { randomUUID } from 'node:crypto';
import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { loadConversation } from '../../db/article-list.ts';
import type { TicketRecord } from '../../db/ticket-query.ts';
import type { Upload } from '../../domain/draft.ts';
import { settableStates } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import type { ApiContext, ApiEnv, Caller } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import { Id } from './fields.ts';
import { nameRecipients } from './recipients.ts';
import { Article, etagOf, TicketWithArticles, toArticles, toTicket } from './ticket-shapes.ts';
import { getRecord, numberParams, readMatch } from './tickets.ts';
import { filesOf } from './uploads.ts';

const tag = 'Tickets';
const addresses = z
  .union([z.string(), z.array(z.string())], 'Expected addresses, in one text or a list of texts.')
  .transform((given) => (typeof given === 'string' ? given : given.join(', ')))
  .openapi({
    type: 'string',
    description: 'As people write them: `Carla <carla@customer.example>, …`; a list fits too.',
  });

const files =
  'With files it is a form (`multipart/form-data`): `message` holds the JSON, `files` stands once for each file.';

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

type NewArticle = z.output<typeof NewArticle> & {
  readonly expected?: Date;
  readonly key: string;
  readonly files: readonly Upload[];
};

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
      withFiles: 'NewTicket',
      status: 201,
      summary: 'Open a ticket by a first mail, or by a note',
      description: files,
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
        files: filesOf(c),
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
      withFiles: 'NewArticle',
      status: 201,
      summary: 'Answer a ticket, or note something',
      description: `A reply takes the scope \`send\`, a note \`tickets:write\`. With \`If-Match\` only where the ticket has not changed since (412). ${files}`,
      answer: Article,
      isRepeatable: true,
      named: { note: 'text', from: 'fromId' },
    },
    async ({ caller, params, body, c }) => {
      const ticket = await getRecord(web, caller, params.number);
      const expected = readMatch(c, ticket);
      const written = { ...body, ...expected, key: keyOf(c), files: filesOf(c) };
      const articleId =
        body.kind === 'note'
          ? await note(caller, ticket, written)
          : await reply(web, caller, ticket, written);
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
  { text, files, expected, key }: NewArticle,
): Promise<number> {
  const given = { ticketId: ticket.id, key, text, files, expected };
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
    files,
    expected,
    key,
  }: NewArticle,
): Promise<number> {
  const given = {
    ticketId: ticket.id,
    key,
    text,
    files,
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
