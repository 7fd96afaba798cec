import * as z from 'zod';
import { getGroup } from '../../db/groups.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import { cleanTag } from '../../domain/filters/filter.ts';
import { settableStates, ticketPriorities } from '../../domain/ticket.ts';
import { assertExpected } from '../assert-expected.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { findNamed } from '../refuse-fields.ts';
import { applyChange } from './apply-change.ts';
import { checkUntil } from './change-ticket.ts';
import { type Plan, planGroup, planKnownOwner, planPriority, planState, planTag } from './plan-change.ts';

const tags = z.array(z.string().transform(cleanTag).pipe(z.string().min(1, 'A tag has letters.'))).max(20);

const changes = {
  state: z.enum(settableStates).optional(),
  until: z.date().optional(),
  priority: z.enum(ticketPriorities).optional(),
  ownerId: id.nullable().optional(),
  groupId: id.optional(),
  addTags: tags.optional(),
  removeTags: tags.optional(),
};
type Changes = z.output<z.ZodObject<typeof changes>>;

/**
 * Who may answer it, and for another group full access: several changes of one ticket, all or none.
 * With `expected` only where nothing else has changed since.
 */
export const updateTicket = defineCommand({
  name: 'updateTicket',
  input: z.strictObject({
    ticketId: id,
    /** When it was changed last, as whoever asks has seen it. */
    expected: z.date().optional(),
    ...changes,
  }),
  needs: ({ ticketId, groupId }) => [
    { ticketId, level: groupId === undefined ? 'answer' : 'full' },
    ...(groupId === undefined ? [] : [{ groupId, level: 'read' } as const]),
  ],
  async run(act, { ticketId, expected, ...wanted }): Promise<void> {
    assertExpected(await getTicketById(act.tx, ticketId), expected);
    for (const plan of await listPlans(act, wanted)) {
      // Each one sees what the one before has done.
      const ticket = await getTicketById(act.tx, ticketId);
      const planned = await plan(act.tx, ticket);
      if (planned !== undefined) await applyChange(act, ticket, planned);
    }
  },
});

/** The group is changed first: owner and the rest are checked by the rights in the new group. */
async function listPlans(
  act: Act,
  { state, until, priority, ownerId, groupId, addTags = [], removeTags = [] }: Changes,
): Promise<Plan[]> {
  checkUntil(state, until, act.now);
  const plans: Plan[] = [];
  if (groupId !== undefined) plans.push(planGroup(await findNamed('groupId', getGroup(act.tx, groupId))));
  if (ownerId !== undefined) plans.push(await findNamed('ownerId', planKnownOwner(act, ownerId)));
  if (priority !== undefined) plans.push(planPriority(priority));
  plans.push(
    ...addTags.map((tag) => planTag(tag, 'add')),
    ...removeTags.map((tag) => planTag(tag, 'remove')),
  );
  if (state !== undefined) plans.push(planState(state, until));
  return plans;
}
