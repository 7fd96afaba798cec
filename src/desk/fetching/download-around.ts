import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { mayBeCorrupt } from '../../microsoft/graph-corrupt.ts';
import type { Download } from './plan-downloads.ts';

/** What a server has refused to read in one run. */
export interface Refusals {
  /** Of how many in a row nothing at all could be had. */
  inRow: number;
  /** Why not even their headers; undefined where each refusal was clearly about its message. */
  error: unknown;
}

/** So many in a row, and it is the server that is out of order, and not what it was asked for. */
const mostInRow = 3;

export function noRefusals(): Refusals {
  return { inRow: 0, error: undefined };
}

interface Around<Got> {
  readonly mailbox: MailReader;
  readonly refusals: Refusals;
  readonly download: (plan: Download) => Promise<Got[]>;
}

/**
 * Downloads, and goes on where the server refuses to read one message. One of many makes an IMAP server refuse them all:
 * they are asked for in ever smaller parts then.
 * @returns what was got; what was refused is left out, and is asked for again by a later run
 * @throws RemoteError where it seems to be the server
 */
export async function downloadAround<Got>(around: Around<Got>, plan: Download): Promise<Got[]> {
  try {
    const got = await around.download(plan);
    if (got.length > 0) around.refusals.inRow = 0;
    return got;
  } catch (error) {
    const parts = halveRefused(plan, error);
    if (parts.length > 0) {
      const got: Got[] = [];
      for (const part of parts) got.push(...(await downloadAround(around, part)));
      return got;
    }
    if (plan.messages.length > 1 || !isOfMessage(error)) throw error;
    await bear(around, plan, error);
    return [];
  }
}

/** @returns the parts in which to ask for what was refused together; none where that would tell nothing */
export function halveRefused(plan: Download, error: unknown): Download[] {
  const { messages } = plan;
  if (messages.length < 2 || !isRefusedByImap(error)) return [];
  const middle = messages.length >> 1;
  return [messages.slice(0, middle), messages.slice(middle)].map((part) => ({
    ...plan,
    messages: part,
    bytes: part.reduce((sum, { size }) => sum + size, 0),
  }));
}

/** Whether an IMAP server has refused to read, and is in order as far as one can tell. */
export function isRefusedByImap(error: unknown): boolean {
  const failure = findFailure(error);
  if (failure?.origin !== 'imap' || failure.command !== 'FETCH' || failure.code === 'BYE') return false;
  const { code, retry } = diagnose(failure);
  // After what is too much the line is closed, so nothing can be asked for any more.
  return code !== 'imap_too_much' && retry.kind === 'backoff';
}

function isOfMessage(error: unknown): boolean {
  return isRefusedByImap(error) || (mayBeCorrupt(error) && error.failure.command === 'FETCH');
}

/** What a server refuses to read of one message is said of that message where its header can still be had. */
async function bear<Got>({ mailbox, refusals }: Around<Got>, plan: Download, error: unknown): Promise<void> {
  const [message] = plan.messages;
  if (message === undefined) return;
  try {
    await mailbox.fetchHeader(message.place);
    refusals.inRow = 0;
  } catch (next) {
    if (!isOfMessage(next) || ++refusals.inRow >= mostInRow) throw error;
    refusals.error ??= error;
  }
}
