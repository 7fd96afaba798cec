import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { longestTag, mostTags } from '../../domain/filters/filter.ts';
import { settableStates } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import { chooseRecipients, nameRecipients } from '../api/recipients.ts';
import { getRecord } from '../api/tickets.ts';
import { markTicket } from './marked-words.ts';
import { number } from './read-tools.ts';
import { addTool, type ToolPlace } from './tool.ts';

const text = z.string().min(1).describe('Plain text.');
const recipientFields = {
  to: z.string().optional().describe('Left out: whom the page would answer.'),
  cc: z.string().optional(),
};
const key = z
  .string()
  .regex(/^[a-z0-9-]{8,64}$/)
  .optional()
  .describe('The same key twice is done once.');
const tags = z.array(z.string()).max(20).optional();

export function addWriteTools(place: ToolPlace): void {
  addDraft(place);
  addSend(place);
  addNote(place);
  addTags(place);
  addAssign(place);
}

function addDraft(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'draft_answer',
      description:
        'Draft an answer: it waits in the ticket for the token’s owner, who looks at it and sends it. Nothing goes out.',
      scope: 'tickets:write',
      input: z.strictObject({
        number,
        text,
        ...recipientFields,
        isReplacing: z.boolean().optional().describe('True: what is drafted there already is lost.'),
      }),
    },
    async ({ number: asked, text: written, to, cc, isReplacing = false }) => {
      const ticket = await getRecord(web, caller, asked);
      const where = { ticketId: ticket.id, kind: 'reply' } as const;
      const recipients = await chooseRecipients(web, ticket, { to, cc });
      const fields = { key: randomUUID(), ...recipients, text: written };
      const { kind } = await caller.door.call('saveDraft', { ...where, fields, isFirst: !isReplacing });
      if (kind === 'earlier') {
        const message = 'An answer is drafted there already; send isReplacing to lose it.';
        throw new AppError('conflict', message, { fields: { isReplacing: message } });
      }
      return { ...markTicket(ticket), drafted: true };
    },
  );
}

function addSend(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'send_answer',
      description:
        'Send an answer to the customer by mail. Refused where "to" is left out and the mail asks for the answer at another address than its sender’s.',
      scope: 'send',
      input: z.strictObject({
        number,
        text,
        ...recipientFields,
        key,
        state: z.enum(settableStates).optional().describe('Of the ticket afterwards; waiting unless given.'),
        seen: z
          .int()
          .positive()
          .optional()
          .describe(
            'The id of the newest article that was read: nothing is sent where others have written since.',
          ),
      }),
    },
    async ({ number: asked, text: written, to, cc, key: given, state = 'waiting', seen }) => {
      const ticket = await getRecord(web, caller, asked);
      const { articleId } = await caller.door.call('replyToTicket', {
        ticketId: ticket.id,
        key: given ?? randomUUID(),
        text: written,
        isQuoting: false,
        // Whoever writes a mail has chosen that address; the page shows it to a person.
        ...(await nameRecipients(web, ticket, { to, cc }, () => ' (the page of the ticket shows it)')),
        nextState: state,
        ...(seen === undefined ? {} : { seen }),
      });
      return { ...(await showTicket(place, asked)), articleId };
    },
  );
}

function addNote(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'add_note',
      description: 'Add a note that only agents see.',
      scope: 'tickets:write',
      input: z.strictObject({ number, text, key }),
    },
    async ({ number: asked, text: written, key: given = randomUUID() }) => {
      const ticket = await getRecord(web, caller, asked);
      const note = { ticketId: ticket.id, key: given, text: written };
      const { articleId } = await caller.door.call('addNote', note);
      return { ...(await showTicket(place, asked)), articleId };
    },
  );
}

function addTags(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'tag_ticket',
      description: 'Add and remove tags of a ticket.',
      scope: 'tickets:write',
      input: z.strictObject({
        number,
        add: tags.describe(`Up to ${longestTag} characters each; a ticket has ${mostTags} at most.`),
        remove: tags,
      }),
      argumentOf: { addTags: 'add', removeTags: 'remove' },
    },
    async ({ number: asked, add: addTags = [], remove: removeTags = [] }) => {
      const ticket = await getRecord(web, caller, asked);
      await caller.door.call('updateTicket', { ticketId: ticket.id, addTags, removeTags });
      return showTicket(place, asked);
    },
  );
}

function addAssign(place: ToolPlace): void {
  const { web, caller } = place;
  addTool(
    place,
    {
      name: 'assign_ticket',
      description: 'Give a ticket to a user, or to nobody.',
      scope: 'tickets:write',
      input: z.strictObject({
        number,
        owner: z
          .union([z.enum(['me', 'nobody']), z.int().positive()])
          .describe('A user’s id; `me` is the token’s owner.'),
        updatedAt: z.iso
          .datetime()
          .optional()
          .describe('Of the ticket as it was read: nothing is changed where it is another by now.'),
      }),
      argumentOf: { ownerId: 'owner', 'If-Match': 'updatedAt' },
    },
    async ({ number: asked, owner, updatedAt }) => {
      const ticket = await getRecord(web, caller, asked);
      const ownerId = owner === 'me' ? caller.user.id : owner === 'nobody' ? null : owner;
      await caller.door.call('updateTicket', {
        ticketId: ticket.id,
        ownerId,
        ...(updatedAt === undefined ? {} : { expected: new Date(updatedAt) }),
      });
      return showTicket(place, asked);
    },
  );
}

/** The ticket as it is after a change. */
async function showTicket({ web, caller }: ToolPlace, asked: number) {
  return markTicket(await getRecord(web, caller, asked));
}
