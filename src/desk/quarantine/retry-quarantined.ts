import * as z from 'zod';
import { insertFacts } from '../../db/facts.ts';
import { noteTry, type QuarantineRow } from '../../db/quarantine.ts';
import type { Actor } from '../../domain/actor.ts';
import { isWhole } from '../../domain/quarantine.ts';
import { AppError, toAppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { parseRaw } from '../incoming/parse-raw.ts';
import { explainOutcome } from '../incoming/quarantine-mail.ts';
import { id, nothing } from '../input-fields.ts';
import type { RetryProgress } from '../memory.ts';
import { fetchQuarantined } from './fetch-quarantined.ts';
import { loadQuarantined, type Quarantined, replaceQuarantined } from './quarantined.ts';

/**
 * An admin: has a quarantined message read once more, because the limits, the program or the server's answer have
 * changed since. One of which only the header is stored is fetched again.
 * @throws AppError not_found, conflict (decided already, still unreadable, not to be had)
 */
export const retryQuarantined = defineCommand({
  name: 'retryQuarantined',
  input: z.strictObject({ id }),
  needs: 'admin',
  work: ({ desk, actor }, input) => retryOne(desk, actor, input.id),
});

async function retryOne(desk: Desk, actor: Actor, quarantineId: number): Promise<void> {
  const quarantined = await loadQuarantined(desk.read, quarantineId);
  try {
    await retry(desk, actor, quarantined);
  } catch (error) {
    await noteFailedTry(desk, actor, quarantined, error instanceof Unreadable ? error.found : {});
    throw error;
  }
  if (quarantined.channel !== undefined) desk.wake(quarantined.channel.id);
}

async function retry(desk: Desk, actor: Actor, quarantined: Quarantined): Promise<void> {
  const { row } = quarantined;
  const fetched = await fetchQuarantined(desk, quarantined);
  const [outcome] = await parseRaw(desk, [fetched.raw]);
  if (outcome?.kind !== 'parsed') {
    const found =
      outcome === undefined ? ({ reason: { code: 'not_read' } } as const) : explainOutcome(outcome);
    // Where only the header is stored, the message still has to be fetched.
    throw new Unreadable(isWhole(row.kind) ? found : {});
  }
  if (outcome.message.clues.isPlaceholder) {
    throw new AppError('conflict', 'Exchange still sends its placeholder instead of the message.');
  }
  await replaceQuarantined(desk, actor, quarantined, { ...fetched, outcome }, true);
  desk.log.info('quarantined message read', { quarantine: row.id });
}

class Unreadable extends AppError {
  /** What is known better now. */
  readonly found: Partial<Pick<QuarantineRow, 'kind' | 'reason'>>;

  constructor(found: Unreadable['found']) {
    super('conflict', 'It still cannot be read, for the reason below.');
    this.found = found;
  }
}

async function noteFailedTry(
  desk: Desk,
  actor: Actor,
  { row }: Quarantined,
  found: Unreadable['found'],
): Promise<void> {
  const at = desk.now();
  await desk.write(async (tx) => {
    await noteTry(tx, [row.id], { ...found, triedAt: at });
    const fact = { kind: 'quarantine.retried', data: { receiptId: row.receiptId } } as const;
    await insertFacts(tx, [{ at, actor, fact }]);
  });
}

/** An admin: begins to try these one after the other, and answers at once. @throws AppError conflict while others are tried */
export const retryAllQuarantined = defineCommand({
  name: 'retryAllQuarantined',
  input: z.strictObject({ ids: z.array(id).max(1000) }),
  needs: 'admin',
  async work({ desk, actor }, { ids }) {
    if (desk.memory.quarantineRetries !== undefined) {
      throw new AppError('conflict', 'Others are being tried just now; wait until they are through.');
    }
    desk.memory.quarantineRetries = { done: 0, total: ids.length };
    void retryEach(desk, actor, ids).finally(() => {
      desk.memory.quarantineRetries = undefined;
      // How far trying several has come is not recorded as a fact.
      desk.publish({ kind: 'quarantine' });
    });
  },
});

/** An admin. @returns how far trying several has come; undefined when nothing runs */
export const describeRetries = defineCommand({
  name: 'describeRetries',
  input: nothing,
  needs: 'admin',
  work: async ({ desk }): Promise<RetryProgress | undefined> => desk.memory.quarantineRetries,
});

async function retryEach(desk: Desk, actor: Actor, ids: readonly number[]): Promise<void> {
  for (const [done, each] of ids.entries()) {
    desk.memory.quarantineRetries = { done, total: ids.length };
    try {
      await retryOne(desk, actor, each);
    } catch (error) {
      const { code, message } = toAppError(error);
      if (code === 'conflict' || code === 'not_found') continue;
      desk.log.warn('trying quarantined messages ended early', { done, total: ids.length, message, error });
      return;
    }
  }
}
