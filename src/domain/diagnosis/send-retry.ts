import type { Diagnosis } from './diagnosis.ts';

export type SendDecision =
  /** Trying again would not help: a person has to look at it. */
  { readonly kind: 'give_up' } | { readonly kind: 'later'; readonly milliseconds: number };

const minute = 60_000;
const hour = 60 * minute;
const backoffMinutes = [1, 2, 5, 10, 20, 30, 60];
/** An answer that comes later than this does more harm than none: it is shown as failed and can be sent by hand. */
const longest = 48 * hour;

/**
 * What to do with a message that was certainly not sent. Faults of the channel (sign-in, rights, network) are waited out,
 * so that it sends by itself once they are mended; a refusal of the message itself is final.
 * @param attempts how often it was tried, this time included. @param age milliseconds since it was queued
 */
export function decideRetry(
  diagnosis: Pick<Diagnosis, 'code' | 'retry'>,
  reply: { readonly code: string | undefined; readonly isAboutMessage: boolean },
  attempts: number,
  age: number,
): SendDecision {
  const { retry } = diagnosis;
  if (retry.kind === 'never' || age > longest) return { kind: 'give_up' };
  // A permanent reply that no rule explains (RFC 5321 section 4.2.1): the same message would be refused again.
  const isPermanent = reply.code?.startsWith('5') ?? false;
  if (isPermanent && reply.isAboutMessage && retry.kind === 'backoff') return { kind: 'give_up' };
  if (retry.kind === 'wait') return { kind: 'later', milliseconds: retry.milliseconds };
  if (retry.kind === 'slow' || retry.kind === 'reauthenticate') return { kind: 'later', milliseconds: hour };
  const minutes = backoffMinutes[Math.min(attempts, backoffMinutes.length) - 1] ?? 1;
  return { kind: 'later', milliseconds: minutes * minute };
}
