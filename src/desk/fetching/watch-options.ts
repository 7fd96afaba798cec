import { placeholderPause } from '../../domain/placeholder.ts';

/** The times that fetching goes by, in milliseconds. */
export interface WatchOptions {
  /** Between looks at a mailbox whose server cannot tell of new mail by itself. */
  readonly poll: number;
  /** The same where it can (IDLE): a safety net. */
  readonly pollWhileIdle: number;
  /** Between looks by Graph, which is only asked what has changed: while people work, and otherwise. */
  readonly pollGraph: number;
  readonly pollGraphAtRest: number;
  /** So long after somebody asked for something last, people are taken to be at work. */
  readonly work: number;
  /** Between comparisons of every message of a folder with the receipts. */
  readonly compare: number;
  /** Between looks at what lies where the channel does not fetch. */
  readonly elsewhere: number;
  /** Between counts of the junk folder while people work; at rest, until it is seen that they do again. */
  readonly junk: number;
  readonly junkAtRest: number;
  /** Between requests for what Exchange has sent a placeholder for. */
  readonly placeholders: number;
  /** The first pause after a failure; each further one is twice as long, up to `longestBackoff`. */
  readonly backoff: number;
  readonly longestBackoff: number;
  /** The pause when somebody outside has to act first. */
  readonly slow: number;
  /** The longest pause after a server has refused to delete, move or mark what was imported. */
  readonly settleAgain: number;
  /** The longest silence within one step with the server. */
  readonly step: number;
  /** Before fetching is started again that could not be: the disk was full, or the file locked. */
  readonly startAgain: number;
  /** Between two notes of an import's progress. */
  readonly progress: number;
  /** A random number from 0 up to 1, for the jitter. */
  readonly random: () => number;
}

export const defaultWatchOptions: WatchOptions = {
  poll: 30_000,
  pollWhileIdle: 300_000,
  pollGraph: 10_000,
  pollGraphAtRest: 60_000,
  work: 1_800_000,
  compare: 3_600_000,
  elsewhere: 600_000,
  junk: 5000,
  junkAtRest: 60_000,
  placeholders: placeholderPause,
  backoff: 15_000,
  longestBackoff: 900_000,
  slow: 3_600_000,
  settleAgain: 60_000,
  step: 60_000,
  startAgain: 15_000,
  progress: 1000,
  random: Math.random,
};
