import type { Tx } from '../db/care/open.ts';
import { listNewsOf } from '../db/facts.ts';
import type { Actor } from '../domain/actor.ts';
import type { Matter } from '../domain/matters.ts';
import { AppError } from '../errors.ts';

const mostNews = 20;

/**
 * What others have done with a matter since the page was made has to be looked at first; one's own doing is known.
 * Programs, the command line and the desk itself have no page.
 * @throws AppError conflict, with what it is
 */
export async function assertSeen(
  { actor, tx }: { readonly actor: Actor; readonly tx: Tx },
  matters: readonly Matter[],
): Promise<void> {
  if (actor.kind !== 'user' || actor.seen === undefined) return;
  const asked = { after: actor.seen, but: actor.userId, limit: mostNews };
  const found: number[] = [];
  for (const matter of matters) found.push(...(await listNewsOf(tx, matter, asked)).map(({ id }) => id));
  if (found.length === 0) return;
  const unseen = [...new Set(found)].sort((one, other) => one - other).slice(0, mostNews);
  const message =
    'Somebody else has changed this since your page was made. Nothing was done; look at it first.';
  throw new AppError('conflict', message, { unseen });
}
