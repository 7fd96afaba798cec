import type { IncomingMail } from '../incoming/store-context.ts';
import type { DownloadedMail } from './download-mail.ts';
import type { ParseMail } from './parse-mail.ts';

/** Messages that are being read, in order: those that are there can be stored while the others are still read. */
export interface Reading {
  /**
   * Waits until `least` more are there, or all that will be.
   * @returns `most` of them; none once all have been given out
   * @throws what ended the reading, when what had been read before has been given out
   */
  take(least: number, most: number): Promise<IncomingMail[]>;
}

/** Begins to read at once. */
export function readAhead(parse: ParseMail, mails: readonly DownloadedMail[]): Reading {
  const ready: IncomingMail[] = [];
  let failure: { readonly error: unknown } | undefined;
  let hasEnded = false;
  let wake: (() => void) | undefined;
  const end = () => {
    hasEnded = true;
    wake?.();
  };
  const add = (read: readonly IncomingMail[]) => {
    ready.push(...read);
    wake?.();
  };
  parse(mails, add).then(end, (error: unknown) => {
    failure = { error };
    end();
  });
  return {
    async take(least, most) {
      while (!hasEnded && ready.length < Math.min(least, most)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
      }
      if (failure !== undefined && ready.length === 0) throw failure.error;
      return ready.splice(0, most);
    },
  };
}
