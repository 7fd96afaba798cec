import * as z from 'zod';
import {
  deleteIdempotentRequestsBefore,
  type EarlierAnswer,
  findIdempotentRequest,
  insertIdempotentRequest,
  settleIdempotentRequest,
} from '../../db/api-tokens.ts';
import { answersKeptFor } from '../../domain/token-scope.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';

/** As the desk's memory knows a request that is being done. */
function nameRequest(tokenId: number, key: string): string {
  return `${tokenId} ${key}`;
}

/** What an Idempotency-Key stands for: a request that was answered, or one that is to be done. */
type Begun =
  | { readonly answer: EarlierAnswer }
  /** When it came first: the same again where it is done once more, because nobody knows what became of it. */
  | { readonly startedAt: Date };

/**
 * A token itself: takes an Idempotency-Key before a request is done. `isRepeatable`: to do it twice does no more than once.
 * @throws AppError conflict for another request, and for one that is under way or whose end is not known
 */
export const beginIdempotentRequest = defineCommand({
  name: 'beginIdempotentRequest',
  input: z.strictObject({
    key: z.string().min(1).max(200),
    requestHash: z.string(),
    isRepeatable: z.boolean(),
  }),
  needs: 'user',
  async run(act, { key, requestHash, isRepeatable }): Promise<Begun> {
    const tokenId = tokenOf(act);
    const { requestsUnderWay } = act.desk.memory;
    const name = nameRequest(tokenId, key);
    await deleteIdempotentRequestsBefore(act.tx, new Date(act.now.getTime() - answersKeptFor));
    const earlier = await findIdempotentRequest(act.tx, tokenId, key);
    if (earlier === undefined) {
      const row = { tokenId, key, requestHash, status: null, body: null, headers: null, createdAt: act.now };
      await insertIdempotentRequest(act.tx, row);
    } else if (earlier.requestHash !== requestHash) {
      throw new AppError('conflict', 'This Idempotency-Key came before with another request; use a new one.');
    } else if (earlier.status !== null && earlier.body !== null) {
      const { status, body, headers } = earlier;
      return { answer: { status, body, headers: headers ?? {} } };
    } else if (requestsUnderWay.has(name)) {
      throw new AppError('conflict', 'The request with this Idempotency-Key is still under way.');
    } else if (!isRepeatable) {
      const text =
        'Whether the request with this Idempotency-Key was done is not known: it was interrupted. Look, and use a new key.';
      throw new AppError('conflict', text);
    }
    act.after(() => requestsUnderWay.add(name));
    return { startedAt: earlier?.createdAt ?? act.now };
  },
});

/**
 * A token itself: keeps the answer for 24 hours; without one the key is free again, unless nobody knows whether the request
 * was done.
 */
export const endIdempotentRequest = defineCommand({
  name: 'endIdempotentRequest',
  input: z.strictObject({
    key: z.string(),
    answer: z
      .strictObject({ status: z.int(), body: z.string(), headers: z.record(z.string(), z.string()) })
      .optional(),
    isUnsure: z.boolean().optional(),
  }),
  needs: 'user',
  async work(work, { key, answer, isUnsure = false }): Promise<void> {
    const tokenId = tokenOf(work);
    try {
      if (!isUnsure) await work.write(({ tx }) => settleIdempotentRequest(tx, { tokenId, key }, answer));
    } finally {
      // Where that could not be written nobody knows what became of the request, but it is over.
      work.desk.memory.requestsUnderWay.delete(nameRequest(tokenId, key));
    }
  },
});

/** @returns the token that acts. @throws AppError forbidden where none does */
export function tokenOf({ actor }: Pick<Act, 'actor'>): number {
  if (actor.kind === 'token') return actor.tokenId;
  throw new AppError('forbidden', 'This is done by an API token only.');
}
