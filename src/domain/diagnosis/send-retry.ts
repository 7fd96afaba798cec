import type { Diagnosis } from './diagnosis.ts';
import { healsByItself } from './diagnosis-rule.ts';

export type SendDecision =
  /** Trying again would not help: a person has to look at it. */
  { readonly kind: 'give_up' } | { readonly kind: 'later'; readonly milliseconds: number };

const minute = 60_000;
const hour = 60 * minute;
const backoffMinutes = [1, 2, 5, 10, 20, 30, 60];
/** An answer that comes later than this does more harm than none: it is shown as failed and can be sent by hand. */
const longest = 48 * hour;
/** The age alone proves nothing: the clock may have been set, or the program not have run. */
const fewestTries = 24;

/**
 * What to do with a message that was certainly not sent. The diagnosis alone decides, so that the page says what is done:
 * faults of the channel are waited out, so that it sends by itself once they are mended; a refusal of the message is final.
 * @param failures how often it has failed for this cause, this time included. @param age milliseconds since it was queued
 * @param attempts how often it was tried, whatever the cause
 */
export function decideRetry(
  { retry, isSaid }: Pick<Diagnosis, 'retry' | 'isSaid'>,
  failures: number,
  age: number,
  attempts = failures,
): SendDecision {
  if (retry.kind === 'never' || (age > longest && attempts >= fewestTries)) return { kind: 'give_up' };
  if (retry.kind === 'wait') return { kind: 'later', milliseconds: retry.milliseconds };
  if (retry.kind === 'slow' || retry.kind === 'reauthenticate') {
    // What the server has not said in so many words may be over in a minute.
    return { kind: 'later', milliseconds: isSaid || failures > 1 ? hour : minute };
  }
  const minutes = backoffMinutes[Math.min(failures, backoffMinutes.length) - 1] ?? 1;
  return { kind: 'later', milliseconds: minutes * minute };
}

/** @returns what is said of a message that somebody may have got: it is looked for, and not tried again */
export function sayUnknown(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.code === 'graph_still_a_draft') return diagnosis;
  return { ...diagnosis, step: 'Postroom looks for it in Sent Items.' };
}

const givenUp = 'It was tried for two days and is not tried again by itself: press Send again.';

/** @returns what is said of a message that is given up: one that was refused as before, one that has grown old with what is left to do */
export function sayGivenUp(diagnosis: Diagnosis): Diagnosis {
  if (diagnosis.retry.kind === 'never') return diagnosis;
  if (healsByItself(diagnosis)) return { ...diagnosis, who: 'you', step: givenUp };
  return { ...diagnosis, step: `${diagnosis.step} ${givenUp}` };
}
