import type { Reader } from '../db/care/open.ts';
import type { Write } from '../db/care/write.ts';
import type { DiskRoom } from '../domain/disk-room.ts';
import type { DeskEvent } from '../domain/events.ts';
import type { LetterWriter } from '../domain/letters.ts';
import type { ProxySettings } from '../domain/proxy.ts';
import type { Log } from '../log.ts';
import type { ParserPool } from '../mail/parser-pool.ts';
import type { Memory } from './memory.ts';

/** What every use case works with. Made once, by the desk thread. */
export interface Desk {
  readonly read: Reader;
  readonly write: Write;
  readonly log: Log;
  readonly now: () => Date;
  /** Tells the pages of what is not recorded as a fact; call it after the commit. Of facts they are told by themselves (desk/telling/follow-facts). */
  readonly publish: (event: DeskEvent) => void;
  /** Lets the scheduler look at a channel now: its settings changed, or somebody asked. */
  readonly wake: (channelId: number) => void;
  readonly parser: ParserPool;
  /** The same apart from the import's: what a person waits for does not stand behind ten thousand messages. */
  readonly renderer: Pick<ParserPool, 'run'>;
  /** The address that users and Microsoft see, without a trailing slash. */
  readonly publicUrl: string;
  /** Path of a JSON file with one more cloud. */
  readonly cloudPath: string | undefined;
  readonly proxies: ProxySettings;
  /** Signs our Message-IDs: 32 random bytes, kept in the data file. */
  readonly secret: Uint8Array;
  readonly memory: Memory;
  /** The words of mail to our own people. */
  readonly letters: LetterWriter;
  /** What is left for the data file. */
  readonly disk: () => Promise<DiskRoom>;
}
