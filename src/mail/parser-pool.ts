import { nameLimit } from '../domain/limit-settings.ts';
import type { ParsedMessage } from '../domain/message.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { defaultLimits } from './limits.ts';
import { type Death, type ParseRules, type ParserChild, startParserChild } from './parser-child.ts';
import type { ParserResult } from './parser-protocol.ts';

export interface ParserPoolOptions {
  /** The command line that starts a parser process. */
  readonly command: string;
  readonly args: readonly string[];
  /** The most processes at once; none is started before there is work. */
  readonly size: number;
  /** V8's own limit, below `memoryLimitMb`, which counts the whole process with its Buffers. */
  readonly maxOldSpaceMb: number;
  readonly memoryLimitMb: number;
  /** For batches that come without their own. */
  readonly rules?: ParseRules;
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
  parse(raws: readonly Uint8Array[], rules?: ParseRules): Promise<ParseOutcome[]>;
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

  async function attempt(raws: readonly Uint8Array[], rules: ParseRules): Promise<Attempt> {
    const child = await acquire();
    const wasFresh = child.isFresh();
    const reply = await child.ask(raws, rules);
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

  async function parse(
    raws: readonly Uint8Array[],
    rules: ParseRules = options.rules ?? defaultRules,
  ): Promise<ParseOutcome[]> {
    if (raws.length === 0) return [];
    const first = await attempt(raws, rules);
    if (first.kind === 'answered') return first.results.map(toOutcome);
    if (raws.length > 1) {
      const outcomes: ParseOutcome[] = [];
      for (const raw of raws) outcomes.push(...(await parse([raw], rules)));
      return outcomes;
    }
    // What died in a process that had read other mail before may have died of that: it gets a process of its own.
    const last = first.wasFresh ? first : await attempt(raws, rules);
    if (last.kind === 'answered') return last.results.map(toOutcome);
    return [
      {
        kind: 'killed',
        reason: last.reason,
        detail: explain(last, { ...rules, memoryLimitMb: options.memoryLimitMb }),
      },
    ];
  }

  async function close(): Promise<void> {
    isClosed = true;
    for (const { reject } of waiting.splice(0)) reject(closedError());
    await Promise.all([...all].map((child) => child.kill()));
  }

  return { parse, close };
}

export const defaultRules: ParseRules = { limits: defaultLimits, timeoutMilliseconds: 30_000 };

type Attempt =
  | { kind: 'answered'; results: readonly ParserResult[] }
  | { kind: 'died'; wasFresh: boolean; reason: Death; detail: string };

/** What went beyond, in words; the log has what the process said. */
function explain(
  { reason, detail }: Attempt & { kind: 'died' },
  rules: ParseRules & { readonly memoryLimitMb: number },
): string {
  if (reason === 'time') {
    const seconds = rules.timeoutMilliseconds / 1000;
    return `it was not read within ${seconds} seconds, and longer is not waited for (${nameLimit('mostSeconds')})`;
  }
  if (reason === 'memory')
    return `it took more memory than the ${rules.memoryLimitMb} MB that a parser process has`;
  return detail;
}

function toOutcome(result: ParserResult): ParseOutcome {
  return 'ok' in result
    ? { kind: 'parsed', message: result.ok }
    : { kind: 'rejected', reason: result.error.message };
}

function closedError(): AppError {
  return new AppError('unavailable', 'The mail parser is shutting down.');
}
