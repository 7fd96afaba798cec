import { integer, text } from 'drizzle-orm/sqlite-core';

// Kinds of columns. Times are milliseconds since 1970, in UTC.

export const id = () => integer('id').primaryKey({ autoIncrement: true });
export const time = (name: string) => integer(name, { mode: 'timestamp_ms' });
export const flag = (name: string) => integer(name, { mode: 'boolean' });
export const json = <T>(name: string) => text(name, { mode: 'json' }).$type<T>();
