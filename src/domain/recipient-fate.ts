import type { Diagnosis } from './diagnosis/diagnosis.ts';

/** `waiting`: nobody there has got it yet; `taken`: the server has it for this one; `refused`: for good. */
export type RecipientState = 'waiting' | 'taken' | 'refused';

/** What became of one recipient of a message. */
export interface RecipientFate {
  readonly address: string;
  readonly state: RecipientState;
  /** Of the diagnosis, where a server has refused it, for now or for good. */
  readonly code: string | null;
  /** What the server said to this one. */
  readonly reply: string | null;
}

export type Fates = readonly RecipientFate[];

/** @returns the fate of each, all of them waiting where none is known */
export function fatesOf({
  envelopeTo,
  recipients,
}: {
  readonly envelopeTo: readonly string[];
  readonly recipients: Fates | null;
}): Fates {
  return recipients ?? envelopeTo.map((address) => ({ address, state: 'waiting', code: null, reply: null }));
}

/** Who is still to be written to. Somebody who has it is never written to again. */
export function listWaiting(fates: Fates): string[] {
  return fates.filter(({ state }) => state === 'waiting').map(({ address }) => address);
}

/** @returns the same, with every waiting one turned into what `decide` says */
export function decideWaiting(
  fates: Fates,
  decide: (address: string) => Omit<RecipientFate, 'address'>,
): Fates {
  return fates.map((fate) =>
    fate.state === 'waiting' ? { address: fate.address, ...decide(fate.address) } : fate,
  );
}

export const taken: Omit<RecipientFate, 'address'> = { state: 'taken', code: null, reply: null };

/** @returns the fate of one that a server has refused with these words */
export function refusedBy(
  { code, retry }: Pick<Diagnosis, 'code' | 'retry'>,
  reply: string,
): Omit<RecipientFate, 'address'> {
  return { state: retry.kind === 'never' ? 'refused' : 'waiting', code, reply };
}

/** Those that are refused wait again: a person wants it sent to them after all. */
export function wantAgain(fates: Fates | null): Fates | null {
  return (
    fates?.map((fate) =>
      fate.state === 'refused' ? { ...fate, state: 'waiting', code: null, reply: null } : fate,
    ) ?? null
  );
}

/** @returns what a message is in whose fates nobody waits any more: sent, or failed for somebody */
export function conclude(fates: Fates): {
  state: 'sent' | 'failed';
  code: string | null;
  reply: string | null;
} {
  const refused = fates.filter(({ state }) => state === 'refused');
  if (refused.length === 0) return { state: 'sent', code: null, reply: null };
  const reply = refused.map(({ address, reply }) => `${address}: ${reply ?? ''}`).join('\n');
  return { state: 'failed', code: refused[0]?.code ?? null, reply };
}

/** @returns how a message ends that was sent after all: to whom it was on its way has it */
export function concludeTaken(delivery: Parameters<typeof fatesOf>[0]): {
  readonly state: 'sent' | 'failed';
  readonly failureCode: string | null;
  readonly recipients: Fates | null;
} {
  const fates = decideWaiting(fatesOf(delivery), () => taken);
  const { state, code } = conclude(fates);
  return { state, failureCode: code, recipients: delivery.recipients === null ? null : fates };
}
