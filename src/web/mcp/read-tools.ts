import * as z from 'zod';
import { loadConversation } from '../../db/article-list.ts';
import { listChannels } from '../../db/channels.ts';
import { listTicketsById } from '../../db/ticket-query.ts';
import { ticketStates } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import { toChannel } from '../api/channels.ts';
import { toArticles } from '../api/ticket-shapes.ts';
import { getRecord } from '../api/tickets.ts';
import { markArticle, markTicket } from './marked-words.ts';
import { addTool, type ToolPlace } from './tool.ts';

export const number = z.int().positive().describe('The ticket’s number, as people see it: 10023.');

export function addReadTools(place: ToolPlace): void {
  addSearch(place);
  addRead(place);
  addChannelHealth(place);
}

function addSearch(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'search_tickets',
      description: 'Search the tickets that the token may see, the newest activity first.',
      scope: 'tickets:read',
      isReadOnly: true,
      input: z.strictObject({
        query: z.string().max(500).describe('Words, or a search as people type it: printer state:open'),
        state: z.enum(ticketStates).optional(),
        limit: z.int().min(1).max(50).optional(),
      }),
    },
    async ({ query, state, limit = 20 }) => {
      const asked = { input: query, groupId: undefined, after: undefined, limit };
      const found = await web.reads.searchTickets(caller.viewer, asked);
      if (found.kind === 'unclear') {
        throw new AppError('invalid', found.message, { fields: { query: found.message } });
      }
      const ids = found.hits.map(({ id }) => id);
      const rows = await listTicketsById(web.read, caller.viewer, ids);
      const tickets = rows.filter((row) => state === undefined || row.state === state).map(markTicket);
      return { tickets, hasMore: found.next !== undefined };
    },
  );
}

function addRead(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'read_ticket',
      description: 'Read a ticket with its newest messages.',
      scope: 'tickets:read',
      isReadOnly: true,
      input: z.strictObject({
        number,
        before: z.int().positive().optional().describe('`earlier` of the last answer, for older messages.'),
      }),
    },
    async (asked) => {
      const ticket = await getRecord(web, caller, asked.number);
      const conversation = await loadConversation(web.read, ticket.id, asked.before);
      const articles = toArticles(conversation).map(markArticle);
      return { ...markTicket(ticket), articles, earlier: conversation.earlier ?? null };
    },
  );
}

function addChannelHealth(place: ToolPlace): void {
  addTool(
    place,
    {
      name: 'channel_health',
      description: 'Whether each mailbox receives and sends, and what to do where it does not.',
      scope: 'channels:read',
      isReadOnly: true,
      input: z.strictObject({}),
    },
    async () => ({
      channels: (await listChannels(place.web.read)).map((row) => markChannel(toChannel(row))),
    }),
  );
}

function markChannel(channel: ReturnType<typeof toChannel>) {
  const { id, name, address, isPaused, lastSuccessAt, receiving, sending } = channel;
  const health = { receiving: markHealth(receiving), sending: markHealth(sending) };
  return { id, name, address, isPaused, lastSuccessAt, ...health };
}

/** What a server said is not ours either. */
function markHealth({ diagnosis, ...ours }: ReturnType<typeof toChannel>['receiving']) {
  if (diagnosis === null) return { ...ours, diagnosis };
  const { text, ...plain } = diagnosis;
  return { ...ours, diagnosis: { ...plain, somebodyElsesWords: { text } } };
}
