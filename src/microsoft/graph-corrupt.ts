import { diagnose } from '../domain/diagnosis/diagnosis.ts';
import { RemoteError } from '../domain/failure.ts';
import { runEach } from './run-each.ts';

/** So many in a row, and it is the server that is out of order, and not what it was asked for. */
export const mostInRow = 3;

/** What a server says that has too much to do; to ask it for less, and more often, makes that worse. */
const busyAnswers = /^(ErrorServerBusy|serviceNotAvailable)$/i;
/**
 * Of the one message that is asked for, whatever status stands beside it, and certainly not of the server: many encrypted ones
 * may lie together (OpenArchiver#487).
 */
const itemAnswers =
  /^(ErrorCorruptData|Error(Mime)?ContentConversionFailed|ErrorVirus(Detected|MessageDeleted))$/i;
const oddAnswers = /^(NO_JSON|NO_MESSAGE|NO_LENGTH|EMPTY_ANSWER|NO_LIST|ANSWER_TOO_LARGE)$/;

/**
 * @returns whether what was asked for may be the cause: Graph fails as a whole where it cannot read one message of what it
 * is to answer. A server that is out of order answers the same; what tells them apart is whether it can answer for less.
 */
export function mayBeCorrupt(error: unknown): error is RemoteError {
  if (!(error instanceof RemoteError)) return false;
  const { origin, status = 0, code = '', command, retryAfter } = error.failure;
  if (origin !== 'graph' || retryAfter !== undefined || busyAnswers.test(code)) return false;
  // The mailbox as a whole cannot be asked for now, whatever it is.
  const diagnosis = diagnose(error.failure);
  if (diagnosis.retry.kind === 'wait') return false;
  // Nobody lists all that Exchange has against one message; what it has against each is found out by asking for others.
  if (status === 400 && command === 'FETCH' && diagnosis.code === 'graph_unknown') return true;
  return status >= 500 || itemAnswers.test(code) || oddAnswers.test(code) || code === 'ErrorTimeoutExpired';
}

interface Bearing<Item, Result> {
  readonly items: readonly Item[];
  readonly work: (item: Item) => Promise<Result>;
  /** What stands for one that failed. */
  readonly instead: (item: Item) => Result;
  /** Also where nothing else shows that the server is in order. */
  readonly bearsAll: boolean;
}

/**
 * Does something for each item, and goes on where one fails by itself.
 * @returns what each gave, in the order of the items. @throws RemoteError where it seems to be the server
 */
export async function bearCorrupt<Item, Result>(given: Bearing<Item, Result>): Promise<Result[]> {
  const { items, work, instead, bearsAll } = given;
  const failures: RemoteError[] = [];
  let isAnswered = false;
  const results = await runEach(items, async (item) => {
    try {
      const result = await work(item);
      isAnswered = true;
      return result;
    } catch (error) {
      if (!mayBeCorrupt(error)) throw error;
      if (itemAnswers.test(error.failure.code ?? '')) return instead(item);
      if (!isAnswered && failures.length + 1 >= mostInRow) throw error;
      failures.push(error);
      return instead(item);
    }
  });
  const [first] = failures;
  if (first !== undefined && !isAnswered && !bearsAll) throw first;
  return results;
}
