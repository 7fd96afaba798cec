/** What has been opened, to be closed in the opposite order. */
export interface Closers {
  add(close: () => Promise<unknown> | unknown): void;
  /** @throws the first failure, after all have been closed */
  close(): Promise<void>;
}

export function createClosers(): Closers {
  const closers: Parameters<Closers['add']>[0][] = [];
  return {
    add(close) {
      closers.push(close);
    },
    async close() {
      const failures: unknown[] = [];
      // What cannot be closed keeps nothing else open.
      for (const close of closers.splice(0).reverse()) {
        await Promise.try(close).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}
