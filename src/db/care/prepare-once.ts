import type { Reader } from './open.ts';

const most = 200;

/**
 * To put a statement together takes drizzle longer than SQLite takes to run it: what is asked with every request is put
 * together once for each connection that reads. A transaction keeps nothing.
 * @param name of the statement, with all of it that no placeholder stands for
 */
export function prepareOnce<Query>(db: Reader, name: string, make: () => Query): Query {
  const { prepared } = db as { readonly prepared?: Map<string, unknown> };
  const known = prepared?.get(name);
  if (known !== undefined) return known as Query;
  const query = make();
  if (prepared !== undefined && prepared.size >= most) prepared.clear();
  prepared?.set(name, query);
  return query;
}
