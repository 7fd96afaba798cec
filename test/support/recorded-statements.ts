import { type Client, createClient, type InStatement } from '@libsql/client/sqlite3';

export interface RecordedStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

export interface Recording {
  /** Every text once, with the values of its first run. */
  statements(): RecordedStatement[];
  /** How many were run. */
  runs(): number;
  stop(): void;
}

/**
 * Notes what every connection of this thread runs from now on. Clients and transactions are of one class each, so the
 * noting is put into their prototypes.
 */
export async function recordStatements(): Promise<Recording> {
  const probe = createClient({ url: 'file::memory:' });
  const transaction = await probe.transaction();
  const prototypes = [Object.getPrototypeOf(probe), Object.getPrototypeOf(transaction)] as Client[];
  transaction.close();
  probe.close();
  const seen = new Map<string, RecordedStatement>();
  let runs = 0;
  const note = (statement: InStatement | string, values: unknown) => {
    runs += 1;
    const text = typeof statement === 'string' ? statement : statement.sql;
    const bound = typeof statement === 'string' ? values : statement.args;
    if (!seen.has(text)) seen.set(text, { text, values: Array.isArray(bound) ? bound : [] });
  };
  const restore = prototypes.map((prototype) => {
    const { execute, batch } = prototype;
    prototype.execute = function (this: Client, statement: never, values?: never) {
      note(statement, values);
      return execute.call(this, statement, values as never);
    } as Client['execute'];
    prototype.batch = function (this: Client, statements: never[], mode?: never) {
      for (const statement of statements) note(statement, undefined);
      return batch.call(this, statements, mode);
    } as Client['batch'];
    return () => Object.assign(prototype, { execute, batch });
  });
  return {
    statements: () => [...seen.values()],
    runs: () => runs,
    stop() {
      for (const each of restore) each();
    },
  };
}
