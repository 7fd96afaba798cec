import { getChannel } from '../../db/channels.ts';
import { redactLine, type TraceSink } from '../../domain/protocol-trace.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import type { Trace } from '../memory.ts';

const hour = 3_600_000;
/** Older lines make room. */
const mostCharacters = 1_000_000;

/** Takes down what is said to the servers of a channel for an hour, without tokens, passwords and mail. @throws AppError not_found */
export async function startTrace(desk: Desk, { channelId }: { channelId: number }): Promise<void> {
  await getChannel(desk.read, channelId);
  const now = desk.now().getTime();
  desk.memory.traces.set(channelId, { until: now + hour, lines: [], characters: 0 });
}

/** Erases what was taken down. */
export async function endTrace(desk: Desk, { channelId }: { channelId: number }): Promise<void> {
  desk.memory.traces.delete(channelId);
}

/** @returns until when lines are taken and how many there are; undefined where there is no trace */
export async function describeTrace(
  desk: Desk,
  { channelId }: { channelId: number },
): Promise<{ until: Date; isOn: boolean; lines: number } | undefined> {
  const trace = find(desk, channelId);
  if (trace === undefined) return undefined;
  const isOn = trace.until > desk.now().getTime();
  return { until: new Date(trace.until), isOn, lines: trace.lines.length };
}

/** @throws AppError not_found when there is no trace, or not any more */
export async function readTrace(desk: Desk, { channelId }: { channelId: number }): Promise<string> {
  const trace = find(desk, channelId);
  if (trace === undefined) throw new AppError('not_found', 'There is no protocol trace of this channel.');
  return trace.lines.map((line) => `${line}\n`).join('');
}

/** Where the connections of a channel say their lines to. */
export function traceOf(desk: Desk, channelId: number): TraceSink {
  const findOpen = () => {
    const trace = find(desk, channelId);
    return trace !== undefined && trace.until > desk.now().getTime() ? trace : undefined;
  };
  return {
    isOn: () => findOpen() !== undefined,
    note(protocol, side, text) {
      const trace = findOpen();
      if (trace === undefined) return;
      for (const line of text.split(/\r?\n/)) {
        if (line === '') continue;
        const at = desk.now().toISOString();
        add(trace, `${at} ${protocol} ${side}: ${redactLine(protocol, side, line)}`);
      }
    },
  };
}

/** Erases the traces whose time is over. */
export async function eraseOldTraces(desk: Desk): Promise<void> {
  for (const channelId of [...desk.memory.traces.keys()]) find(desk, channelId);
}

function find(desk: Desk, channelId: number): Trace | undefined {
  const trace = desk.memory.traces.get(channelId);
  if (trace === undefined || trace.until + hour > desk.now().getTime()) return trace;
  desk.memory.traces.delete(channelId);
  return undefined;
}

function add(trace: Trace, line: string): void {
  trace.lines.push(line);
  trace.characters += line.length;
  if (trace.characters <= mostCharacters) return;
  // Half of it at once, so that this is not done for each line.
  trace.lines = trace.lines.slice(trace.lines.length >> 1);
  trace.characters = trace.lines.reduce((sum, { length }) => sum + length, 0);
}
