import { EventEmitter } from 'node:events';
import { identifyFile } from '../db/care/file-identity.ts';
import type { Command } from '../desk/command.ts';
import type { Commands } from '../desk/commands.ts';
import type { Actor } from '../domain/actor.ts';
import type { ClockState } from '../domain/clock-state.ts';
import type { DeskEvent } from '../domain/events.ts';
import { wordTable } from '../domain/word-table.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DeskOptions, DeskReport, DeskRequest } from './desk-protocol.ts';
import { createThreadCaller, type PreparedThread, type ThreadCaller } from './thread-caller.ts';

type Given<Name extends keyof Commands> =
  Commands[Name] extends Command<string, infer Each, unknown> ? Each : never;
type Result<Name extends keyof Commands> =
  Commands[Name] extends Command<string, never, infer Each> ? Each : never;

/** Calls the desk's commands from another thread. */
export interface DeskDoor {
  /** @throws AppError what the command threw, or unavailable when the desk did not answer in time or crashed */
  call<Name extends keyof Commands>(command: Name, given: Given<Name>): Promise<Result<Name>>;
}

/** The web thread's way to everything that writes. */
export interface DeskClient {
  as(actor: Actor): DeskDoor;
  /** @returns a function that ends the subscription */
  subscribe(listener: (event: DeskEvent) => void): () => void;
  /** How many events there have been: a page that knows a smaller number has missed some. */
  eventCount(): number;
  /** @returns what came after so many events; undefined where that is not known any more, or was another program's count */
  listEventsAfter(count: number): readonly DeskEvent[] | undefined;
  /** False after a crash until the desk is ready again, and when it has sent nothing for 15 seconds. */
  isAlive(): boolean;
  /** It has missed two beats at least: what is asked now is not answered at once. */
  isSilent(): boolean;
  /** What the disk said to a write of late; undefined when it took all. */
  diskFailure(): string | undefined;
  /** When the clock of the machine was set last, since this desk runs. */
  clock(): ClockState;
  /** Drains what runs and leaves one whole file. @throws AppError when it could not; then nothing is lost, but its log is left */
  stop(): Promise<void>;
}

const answerMilliseconds = 60_000;
/** A batch of files may hold several messages that each use up their parser's time. */
const patience = wordTable({
  importFiles: 30 * 60_000,
  // Fetched again from a slow server, and read as long as is allowed, perhaps twice.
  retryQuarantined: 5 * 60_000,
});
const endedMessage = 'The desk stopped before it answered; try again in a moment.';
const silenceMilliseconds = 15_000;
/** It beats every second. */
const beatMilliseconds = 2500;
const restartMilliseconds = 1000;
/** The duties drain within eight seconds; a long log is folded into the file after that. */
const stopMilliseconds = 20_000;
/** So many heartbeats in a row have to fail, five minutes of them, before a desk is taken for stuck. */
const mostMissed = 60;
const checkMilliseconds = 5000;
/** Between the making of a page and its stream there are seldom more than a few. */
const mostRecentEvents = 200;

interface DeskClientOptions {
  /** Milliseconds between two looks whether the desk has sent something. */
  readonly checkMilliseconds?: number;
  /** A desk thread that has been started already. */
  readonly prepared?: PreparedThread;
}

/**
 * Starts the desk thread and waits until it is ready; starts it anew after a crash, and when it is stuck.
 * @throws AppError why it could not start
 */
export async function startDesk(
  options: DeskOptions,
  log: Log,
  clientOptions: DeskClientOptions = {},
): Promise<DeskClient> {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const thread = keepRunning(options, log, clientOptions.prepared, (event) => events.emit('event', event));
  await thread.ready;
  const interval = clientOptions.checkMilliseconds ?? checkMilliseconds;
  const watch = setInterval(() => thread.endIfStuck(), interval).unref();
  return {
    as: (actor) => ({ call: (command, input) => thread.send({ actor, command, input }) as Promise<never> }),
    subscribe(listener) {
      events.on('event', listener);
      return () => events.off('event', listener);
    },
    eventCount: thread.eventCount,
    listEventsAfter: thread.listEventsAfter,
    isAlive: thread.isAlive,
    isSilent: thread.isSilent,
    diskFailure: thread.diskFailure,
    clock: thread.clock,
    async stop() {
      clearInterval(watch);
      await thread.stop();
    },
  };
}

interface DeskThread extends Omit<DeskClient, 'as' | 'subscribe'> {
  /** Rejects with the reason where the first start fails. */
  readonly ready: Promise<void>;
  send(request: DeskRequest): Promise<unknown>;
  endIfStuck(): void;
}

/** What the client knows of the thread, which may be another one after each crash. */
interface ThreadState {
  isReady: boolean;
  wasReady: boolean;
  isStopping: boolean;
  lastHeard: number;
  /** Looks in a row at which the desk had sent nothing. */
  missed: number;
  eventCount: number;
  /** The newest of them, in their order. */
  readonly recentEvents: DeskEvent[];
  diskFailure: string | undefined;
  clock: ClockState;
  fileIdentity: string | undefined;
}

function createThreadState(): ThreadState {
  return {
    isReady: false,
    wasReady: false,
    isStopping: false,
    lastHeard: 0,
    missed: 0,
    // A page that an earlier program has made knows none of these numbers.
    eventCount: Date.now(),
    recentEvents: [],
    diskFailure: undefined,
    clock: { jump: undefined, ahead: undefined },
    fileIdentity: undefined,
  };
}

function keepRunning(
  options: DeskOptions,
  log: Log,
  prepared: PreparedThread | undefined,
  onEvent: (event: DeskEvent) => void,
): DeskThread {
  const state = createThreadState();
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const caller = createThreadCaller<DeskRequest>({
    thread: 'desk-thread',
    name: 'desk',
    prepared,
    // The thread that follows a crashed one opens the same file, and makes no new one.
    greeting: () => ({ ...options, fileIdentity: state.fileIdentity }),
    endedMessage,
    onReport(report: DeskReport) {
      noteReport(state, report, onEvent);
      if (report.kind !== 'ready') return;
      state.fileIdentity ??= identifyFile(options.dataPath);
      resolve();
    },
    onExit(code, failure) {
      state.isReady = false;
      reject(fromThread(failure));
      if (state.isStopping || !state.wasReady) return;
      log.error('desk thread ended, starting it anew', { code, error: failure });
      setTimeout(() => state.isStopping || caller.start(), restartMilliseconds);
    },
  });
  caller.start();
  return { ready, ...useThread(caller, state, log) };
}

function noteReport(state: ThreadState, report: DeskReport, onEvent: (event: DeskEvent) => void): void {
  state.lastHeard = performance.now();
  state.missed = 0;
  if (report.kind === 'ready') {
    state.isReady = true;
    state.wasReady = true;
  } else if (report.kind === 'heartbeat') {
    state.diskFailure = report.diskFailure;
    state.clock = report.clock;
  } else if (report.kind === 'event') {
    state.eventCount += 1;
    state.recentEvents.push(report.event);
    if (state.recentEvents.length > mostRecentEvents) state.recentEvents.shift();
    onEvent(report.event);
  }
}

function useThread(
  caller: ThreadCaller<DeskRequest>,
  state: ThreadState,
  log: Log,
): Omit<DeskThread, 'ready'> {
  return {
    send: (request) => send(caller, state, request),
    endIfStuck: () => endIfStuck(caller, state, log),
    eventCount: () => state.eventCount,
    listEventsAfter(count) {
      const missed = state.eventCount - count;
      const isKnown = missed >= 0 && missed <= state.recentEvents.length;
      return isKnown ? state.recentEvents.slice(state.recentEvents.length - missed) : undefined;
    },
    isAlive: () => state.isReady && performance.now() - state.lastHeard < silenceMilliseconds,
    isSilent: () => !state.isReady || performance.now() - state.lastHeard > beatMilliseconds,
    diskFailure: () => state.diskFailure,
    clock: () => state.clock,
    stop: () => stop(caller, state, log),
  };
}

async function send(
  caller: ThreadCaller<DeskRequest>,
  state: ThreadState,
  request: DeskRequest,
  milliseconds = patience[request.command] ?? answerMilliseconds,
): Promise<unknown> {
  if (!state.isReady) throw new AppError('unavailable', endedMessage);
  const message = `The desk did not answer "${request.command}" in time.`;
  return caller.call(request, { milliseconds, message });
}

/** Counts looks, not time: after a machine's sleep much time has passed in which the desk could not answer. */
function endIfStuck(caller: ThreadCaller<DeskRequest>, state: ThreadState, log: Log): void {
  if (!state.isReady || state.isStopping || ++state.missed < mostMissed) return;
  const silentSeconds = Math.round((performance.now() - state.lastHeard) / 1000);
  log.error('desk thread is stuck, ending it', { silentSeconds });
  state.missed = 0;
  void caller.terminate();
}

async function stop(caller: ThreadCaller<DeskRequest>, state: ThreadState, log: Log): Promise<void> {
  state.isStopping = true;
  // One that is stuck cannot be drained; its data file is as a kill leaves it.
  const drained = state.isReady
    ? send(caller, state, { command: 'stop', input: undefined }, stopMilliseconds)
    : Promise.resolve();
  const failure = await drained.then(() => undefined, toAppError);
  await caller.terminate();
  if (failure === undefined) return;
  log.error('desk thread did not stop', { error: failure });
  throw failure;
}

/** An error crosses threads as a plain Error: its code and message are kept as properties. */
function fromThread(error: unknown): AppError {
  const { code, message } = (error ?? {}) as Partial<AppError>;
  const known = ['invalid', 'conflict', 'unavailable'].includes(String(code));
  return new AppError(known && code !== undefined ? code : 'internal', message ?? 'The desk did not start.', {
    cause: error,
  });
}
