/** What rings where mail has come in, and who waits for it. */
export interface Bell {
  /** How often it has rung. */
  readonly rung: number;
  ring(): void;
  /** @param heard how often it had rung when it was listened to last. @returns false when `signal` ended the wait */
  wait(heard: number, signal: AbortSignal): Promise<boolean>;
}

export function createBell(): Bell {
  const waiting = new Set<() => void>();
  let rung = 0;
  return {
    get rung() {
      return rung;
    },
    ring() {
      rung += 1;
      for (const wake of [...waiting]) wake();
    },
    wait: (heard, signal) =>
      new Promise((resolve) => {
        const end = () => {
          waiting.delete(end);
          signal.removeEventListener('abort', end);
          resolve(rung !== heard);
        };
        waiting.add(end);
        signal.addEventListener('abort', end);
        if (rung !== heard || signal.aborted) end();
      }),
  };
}
