import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Kind = 'minor' | 'major';

let collect: ((options: { type: Kind }) => void) | undefined;

/**
 * libSQL keeps the values that a statement has bound until V8 collects the statement's object, which looks small to it: a
 * message of 25 MB held its bytes once more long after it was stored. To be called soon after a statement that has bound
 * megabytes, while V8 finds it among what is young; that takes half a millisecond.
 * @param kind major looks through what is old too, which takes a hundred times as long
 */
export async function forgetStatements(kind: Kind = 'minor'): Promise<void> {
  collect ??= exposeCollection();
  collect({ type: kind });
  // What is found is given back in a turn of its own.
  await setImmediate();
}

function exposeCollection(): (options: { type: Kind }) => void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  // V8 takes no code cache that was made with other flags than those of the moment.
  setFlagsFromString('--no-expose-gc');
  return gc;
}
