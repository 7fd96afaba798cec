import { setTimeout as wait } from 'node:timers/promises';
import { type Client, createClient, type Transaction } from '@libsql/client/sqlite3';

/**
 * Puts a wait before each statement and each commit of this thread, as a server between program and file would: clients and
 * transactions are of one class each. Connections that are open already are left as they are.
 * @returns how many have waited
 */
export async function delayStatements(milliseconds: number): Promise<() => number> {
  const probe = createClient({ url: 'file::memory:' });
  const transaction = await probe.transaction();
  const client: Client = Object.getPrototypeOf(probe);
  const inTransaction: Transaction = Object.getPrototypeOf(transaction);
  transaction.close();
  probe.close();
  let waited = 0;
  const delay = <Given extends unknown[], Answer>(work: (...given: Given) => Promise<Answer>) =>
    async function (this: unknown, ...given: Given): Promise<Answer> {
      waited += 1;
      await wait(milliseconds);
      return work.apply(this, given);
    };
  Object.assign(client, { execute: delay(client.execute), batch: delay(client.batch) });
  const { execute, batch, commit } = inTransaction;
  Object.assign(inTransaction, { execute: delay(execute), batch: delay(batch), commit: delay(commit) });
  return () => waited;
}
