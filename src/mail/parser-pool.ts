import type { ParsedMessage } from '../domain/message.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { defaultLimits, type ParseLimits } from './limits.ts';
import { type Death, type ParserChild, startParserChild } from './parser-child.ts';
import type { ParserResult } from './parser-protocol.ts';

export interface ParserPoolOptions {
  /** The command line that starts a parser process. */
  readonly command: string;
  readonly args: readonly string[];
  /** The most processes at once; none is started before there is work. */
  readonly size: number;
  /** For one batch, and again for each message of a batch that failed. */
  readonly timeoutMilliseconds: number;
  /** V8's own limit, below `memoryLimitMb`, which counts the whole process with its Buffers. */
  readonly maxOldSpaceMb: number;
  readonly memoryLimitMb: number;
  readonly limits?: ParseLimits;
  /** A process without work ends after this time; 30 seconds by default. */
  readonly idleMilliseconds?: number;
  readonly log?: Log;
}

export type ParseOutcome =
  | { readonly kind: 'parsed'; readonly message: ParsedMessage }
  /** Beyond a limit, or unreadable; `reason` is one sentence. Trying again gives the same. */
  | { readonly kind: 'rejected'; readonly reason: string }
  /** The process that read it, alone and fresh, did not survive. */
  | { readonly kind: 'killed'; readonly reason: Death; readonly detail: string };

export interface ParserPool {
  /** @returns one outcome for each message, in order. @throws AppError `unavailable` when no process can start. */
  parse(raws: readonly Uint8Array[]): Promise<ParseOutcome[]>;
  /** Ends every process; batches under way fail with `unavailable`. */
  close(): Promise<void>;
}

export function createParserPool(options: ParserPoolOptions): ParserPool {
  const free: ParserChild[] = [];
  const all = new Set<ParserChild>();
  const waiting: { resolve(child: ParserChild): void; reject(error: unknown): void }[] = [];
  let isClosed = false;

  function start(): ParserChild {
    const child = startParserChild({
      ...options,
      limits: options.limits ?? defaultLimits,
      idleMilliseconds: options.idleMilliseconds ?? 30_000,
    });
    all.add(child);
    void child.ended.then(() => forget(child));
    return child;
  }

  function forget(child: ParserChild): void {
    all.delete(child);
    const index = free.indexOf(child);
    if (index >= 0) free.splice(index, 1);
    if (!isClosed && waiting.length > 0 && all.size < options.size) waiting.shift()?.resolve(start());
  }

  async function acquire(): Promise<ParserChild> {
    if (isClosed) throw closedError();
    for (let child = free.pop(); child !== undefined; child = free.pop()) {
      if (child.isAlive()) return child;
    }
    if (all.size < options.size) return start();
    return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
  }

  function release(child: ParserChild): void {
    if (!child.isAlive()) return;
    const next = waiting.shift();
    if (next !== undefined) next.resolve(child);
    else free.push(child);
  }

  async function attempt(raws: readonly Uint8Array[]): Promise<Attempt> {
    const child = await acquire();
    const wasFresh = child.isFresh();
    const reply = await child.ask(raws, options.timeoutMilliseconds);
    release(child);
    if (isClosed) throw closedError();
    if (reply.kind === 'answered') return { kind: 'answered', results: reply.results };
    options.log?.warn('parser process ended', {
      reason: reply.reason,
      detail: reply.detail,
      messages: raws.length,
    });
    return { kind: 'died', wasFresh, reason: reply.reason, detail: reply.detail };
  }

  async function parse(raws: readonly Uint8Array[]): Promise<ParseOutcome[]> {
    if (raws.length === 0) return [];
    const first = await attempt(raws);
    if (first.kind === 'answered') return first.results.map(toOutcome);
    if (raws.length > 1) {
      const outcomes: ParseOutcome[] = [];
      for (const raw of raws) outcomes.push(...(await parse([raw])));
      return outcomes;
    }
    // What died in a process that had read other mail before may have died of that: it gets a process of its own.
    const last = first.wasFresh ? first : await attempt(raws);
    if (last.kind === 'answered') return last.results.map(toOutcome);
    return [{ kind: 'killed', reason: last.reason, detail: last.detail }];
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const { reject } of waiting.splice(0)) reject(closedError());
    await Promise.all([...all].map((child) => child.kill()));
  }

  return { parse, close };
}

type Attempt =
  | { kind: 'answered'; results: readonly ParserResult[] }
  | { kind: 'died'; wasFresh: boolean; reason: Death; detail: string };

function toOutcome(result: ParserResult): ParseOutcome {
  return 'ok' in result
    ? { kind: 'parsed', message: result.ok }
    : { kind: 'rejected', reason: result.error.message };
}

function closedError(): AppError {
  return new AppError('unavailable', 'The mail parser is shutting down.');
}
