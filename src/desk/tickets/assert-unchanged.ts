import * as z from 'zod';
import { listNewsOfTicket } from '../../db/facts.ts';
import { type ChangedPart, newsBefore } from '../../domain/ticket-news.ts';
import { AppError } from '../../errors.ts';
import type { Act } from '../command.ts';

/** The newest fact that there was when the page was made, which whoever asks has looked at; left out, he has looked at none. */
export const seenFact = z.int().nonnegative().optional();

/**
 * What others have done meanwhile is looked at first; one's own doing is known.
 * @throws AppError conflict, whose field `seen` is what was given
 */
export async function assertUnchanged(
  act: Act,
  { id: ticketId, number }: { readonly id: number; readonly number: number },
  seen: number | undefined,
  about: ChangedPart,
): Promise<void> {
  if (seen === undefined) return;
  const asked = { ticketId, after: seen, kinds: newsBefore[about], but: act.userId ?? undefined, limit: 1 };
  const [news] = await listNewsOfTicket(act.tx, asked);
  if (news === undefined) return;
  const message = `#${number} has changed since you have seen it. Look at it, then do this again if it still fits.`;
  throw new AppError('conflict', message, { fields: { seen: String(seen) } });
}
