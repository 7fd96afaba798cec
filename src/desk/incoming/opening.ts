import type { ParsedMessage } from '../../domain/message.ts';
import type { Batch } from './batch.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';
import type { StoreRows } from './store-rows.ts';

/**
 * One incoming message that is to become an article, with what deciding about it takes. `open-article` and the steps
 * it calls (`add-article`, `note-bounce`, `plan-auto-reply` …) are each given this, read from it, and add to `rows`.
 */
export interface Opening {
  readonly read: ReadMail;
  /** The same message as in `read`, which is sure to be parsed here. */
  readonly message: ParsedMessage;
  /** The channel, its rules and the settings: the same for every message of a batch. */
  readonly context: StoreContext;
  /** What the data file knows, with what the batch has decided so far. */
  readonly batch: Batch;
  /** What is to be written for the whole batch; each step adds its own. */
  readonly rows: StoreRows;
  /** Older than the channel's cut-off: it keeps its date and changes no state. */
  readonly isArchived: boolean;
}
