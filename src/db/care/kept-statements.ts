import { ConnectionPool, Sqlite3Client } from '@libsql/client/sqlite3';
import type Database from 'libsql';

type Connection = Database.Database;
type Statement = Database.Statement;

/** Pages and duties ask the same hundred questions; with lists of values of every length there are more of them. */
const most = 150;
/** Longer ones are seldom the same twice. */
const longestText = 8000;

/**
 * At the end of a text that changes something and is to be kept prepared: a kept statement keeps the values that it has bound,
 * so they may not be large.
 */
export const keptMark = '/* kept */';

/**
 * A connection that keeps its newest statements prepared: SQLite took a tenth of the web thread for reading the same texts
 * again, and a twentieth of the desk's during an import.
 * @param options of libSQL's Database
 */
export function connectKeeping(path: string, options: Database.Options): Sqlite3Client {
  return new Sqlite3Client(new KeepingPool(path, options, 1), 'number');
}

class KeepingPool extends ConnectionPool {
  readonly #known = new WeakSet<Connection>();

  override acquireSync(forTransaction?: boolean): Connection {
    const connection = super.acquireSync(forTransaction);
    if (!this.#known.has(connection)) keepStatements(connection);
    this.#known.add(connection);
    return connection;
  }
}

function keepStatements(connection: Connection): void {
  const kept = new Map<string, Statement>();
  const { prepare, close } = connection;
  connection.prepare = ((text: string): Statement => {
    const known = kept.get(text);
    // The newest is the last one.
    kept.delete(text);
    const statement =
      known ?? prepareKept(prepare.call(connection, text) as Statement, () => kept.delete(text));
    if (isKept(statement, text)) kept.set(text, statement);
    const [oldest] = kept.keys();
    if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    return statement;
  }) as Connection['prepare'];
  connection.close = () => {
    kept.clear();
    return close.call(connection);
  };
}

function isKept({ reader }: Statement, text: string): boolean {
  // Some of them do their work while they are prepared (sqlite.org/pragma.html).
  if (/^\s*PRAGMA/i.test(text)) return false;
  return reader ? text.length <= longestText : text.endsWith(keptMark);
}

/** @param forget called when it fails: only a statement that was run to its end releases its snapshot */
function prepareKept(statement: Statement, forget: () => void): Statement {
  const { all, run } = statement;
  const orForget =
    <Values extends unknown[], Output>(work: (...values: Values) => Output) =>
    (...values: Values): Output => {
      try {
        return work.apply(statement, values);
      } catch (error) {
        forget();
        throw error;
      }
    };
  if (!statement.reader) return Object.assign(statement, { run: orForget(run) });
  const columns = statement.columns();
  return Object.assign(statement, { columns: () => columns, all: orForget(all) });
}
