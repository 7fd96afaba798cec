import * as z from 'zod';
import { getTicketById } from '../../db/ticket-access.ts';
import { cleanTag, isLongTag, longestTag } from '../../domain/filters/filter.ts';
import { settableStates, ticketPriorities } from '../../domain/ticket.ts';
import { assertExpected } from '../assert-expected.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';
import { applyChange } from './apply-change.ts';
import { checkUntil } from './change-ticket.ts';
import {
  type Plan,
  planAddedTags,
  planGiving,
  planMove,
  planPriority,
  planRemovedTag,
  planState,
} from './plan-change.ts';

const tag = z
  .string()
  .refine((typed) => !isLongTag(typed), `A tag has at most ${longestTag} characters.`)
  .transform(cleanTag)
  .pipe(z.string().min(1, 'A tag has letters.'));
const tags = z.array(tag).max(20, 'At most 20 tags.');

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
  needs: ({ ticketId }) => [{ ticketId, level: 'answer' }],
  async run(act, { ticketId, expected, ...wanted }): Promise<void> {
    const before = await getTicketById(act.tx, ticketId);
    assertExpected(before, expected);
    for (const plan of listPlans(act, wanted)) {
      // Each one sees what the one before has done.
      const ticket = await getTicketById(act.tx, ticketId);
      const planned = await plan(act.tx, ticket);
      if (planned !== undefined) await applyChange(act, ticket, planned);
    }
  },
});

/** The group is changed first: owner and the rest are checked by the rights in the new group. */
function listPlans(
  act: Act,
  { state, until, priority, ownerId, groupId, addTags = [], removeTags = [] }: Changes,
): Plan[] {
  checkUntil(state, until, act.now);
  const plans: Plan[] = [];
  if (groupId !== undefined) plans.push(planMove(act, groupId));
  if (ownerId !== undefined) plans.push(planGiving(act, ownerId));
  if (priority !== undefined) plans.push(planPriority(priority));
  plans.push(
    ...removeTags.map(planRemovedTag),
    // What is to go is not there afterwards, though it is to be added, too.
    ...planAddedTags(addTags.filter((each) => !removeTags.includes(each))),
  );
  if (state !== undefined) plans.push(planState(state, until));
  return plans;
}
