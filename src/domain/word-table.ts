/**
 * A table that is looked up by words from outside. It holds its own rows alone: any other object also has an answer to
 * `constructor` and `toString`, which whoever writes a mail can write where its type, its tags or its time zone stand.
 */
export function wordTable<Value>(rows: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.assign(Object.create(null), rows);
}
