import { type Environment, readConfig, usageError } from '../config.ts';
import type { RereadStep } from '../desk/files/reread-mail.ts';
import { readDay } from '../domain/utc-day.ts';
import { openDeskCaller } from './ask-desk.ts';
import type { Flags } from './command-line.ts';
import { listenForStop } from './serve.ts';
import type { Terminal } from './terminal.ts';

/** Reads stored raw mail again; how many messages that are stands first. @returns the exit code */
export async function runReread(flags: Flags, env: Environment, terminal: Terminal): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  const since = readSince(flags.since);
  const isRehearsal = flags.rehearse !== undefined;
  let after = readAfter(flags.after);
  const caller = await openDeskCaller(config, 'read mail again from');
  const stop = listenForStop();
  const total = { read: 0, changed: 0, unreadable: 0 };
  try {
    for (let isFirst = true; ; isFirst = false) {
      const step = (await caller.ask('rereadMail', { since, after, isRehearsal })) as RereadStep;
      if (isFirst) terminal.stdout.write(`${step.left} messages to read again.\n`);
      total.read += step.read;
      total.changed += step.changed;
      total.unreadable += step.unreadable;
      if (terminal.stderr.isTTY) terminal.stderr.write(`\r\u001b[K${total.read}`);
      if (step.next === undefined) break;
      after = step.next;
      if (!stop.isStopped()) continue;
      terminal.stderr.write(`Stopped; postroom reread --after ${after} goes on from there.\n`);
      return 1;
    }
  } finally {
    stop.end();
    await caller.close();
    if (terminal.stderr.isTTY) terminal.stderr.write('\r\u001b[K');
  }
  terminal.stdout.write(describe(total, isRehearsal));
  return 0;
}

function describe(
  { read, changed, unreadable }: Omit<RereadStep, 'left' | 'next'>,
  isRehearsal: boolean,
): string {
  const verb = isRehearsal ? 'would change' : 'changed';
  const rest = unreadable === 0 ? '' : ` ${unreadable} could not be read and stay as they are.`;
  return `${read} messages read again, ${changed} ${verb}.${rest}\n`;
}

function readSince(text: Flags[string]): string | undefined {
  if (text === undefined) return undefined;
  const day = readDay(text);
  if (day !== undefined) return day.toISOString();
  throw usageError(`--since is "${text}"; expected a day, such as 2026-01-31.`);
}

function readAfter(text: Flags[string]): number {
  if (text === undefined) return 0;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--after is "${text}"; expected the number that an earlier run has named.`);
}
