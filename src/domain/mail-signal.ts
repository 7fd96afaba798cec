/** Wakes whoever waits for new mail of one mailbox. */
export interface MailSignal {
  /** How often it was given. */
  readonly given: number;
  give(): void;
  /** @param heard how often it had been given at the last look, so that none is missed. @returns false when `signal` ended the wait */
  wait(heard: number, signal: AbortSignal): Promise<boolean>;
}

export function createMailSignal(): MailSignal {
  const waiting = new Set<() => void>();
  let given = 0;
  return {
    get given() {
      return given;
    },
    give() {
      given += 1;
      for (const wake of [...waiting]) wake();
    },
    wait: (heard, signal) =>
      new Promise((resolve) => {
        const end = () => {
          waiting.delete(end);
          signal.removeEventListener('abort', end);
          resolve(given !== heard);
        };
        waiting.add(end);
        signal.addEventListener('abort', end);
        if (given !== heard || signal.aborted) end();
      }),
  };
}
