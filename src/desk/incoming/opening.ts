import type { ParsedMessage } from '../../domain/message.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';
import type { StoreRows } from './store-rows.ts';
import type { StoreView } from './store-view.ts';

/** Everything that the steps of one decision share. */
export interface Opening {
  readonly read: ReadMail;
  readonly message: ParsedMessage;
  readonly context: StoreContext;
  readonly view: StoreView;
  readonly rows: StoreRows;
  /** Older than the channel's cut-off: it keeps its date and changes no state. */
  readonly isArchived: boolean;
}
