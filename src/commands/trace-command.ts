import { existsSync } from 'node:fs';
import { describeTracedChannel, describeTraceFact, listTraceChecks } from '../../views/facts/trace-words.ts';
import { type Environment, readConfig } from '../config.ts';
import { fitKey } from '../db/care/fit-key.ts';
import { prepareNativeAddon } from '../db/care/native-addon.ts';
import { openReader } from '../db/care/open.ts';
import { traceMail } from '../db/trace.ts';
import type { Trace } from '../domain/trace.ts';
import { AppError } from '../errors.ts';
import type { CommandLine } from './command-line.ts';
import type { Terminal } from './terminal.ts';

/** Tells everything that is known of a message; it reads only, also beside a running instance. @returns 0; 1 when nothing is known */
export async function runTrace(
  { words, flags }: Extract<CommandLine, { command: 'trace' }>,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  if (!existsSync(config.dataPath)) {
    const message = `There is no data file ${config.dataPath}; expected one to look into (--data).`;
    throw new AppError('invalid', message);
  }
  prepareNativeAddon();
  const reader = await openReader({
    path: config.dataPath,
    key: await fitKey({ path: config.dataPath, key: config.key }),
  });
  try {
    const trace = await traceMail(reader.read, { userId: 0, isAdmin: true }, words);
    if (trace === undefined) throw new AppError('internal', 'Nothing was asked.');
    terminal.stdout.write(flags.json === undefined ? describe(trace) : `${JSON.stringify(toJson(trace))}\n`);
    return trace.facts.length === 0 ? 1 : 0;
  } finally {
    reader.close();
  }
}

function toJson(trace: Trace) {
  return {
    facts: trace.facts.map((fact) => ({ ...fact, ...describeTraceFact(fact) })),
    isCut: trace.isCut,
    checks: trace.facts.length === 0 ? listTraceChecks(trace) : [],
    channels: trace.channels,
  };
}

function describe(trace: Trace): string {
  if (trace.facts.length === 0) {
    const channels = (trace.channels ?? []).map(
      (channel) => `${channel.name} (${channel.address}): ${describeTracedChannel(channel)}`,
    );
    return ['Nothing is known of it.', ...listTraceChecks(trace), ...channels].map(toLine).join('');
  }
  const lines = trace.facts.map((fact) => {
    const { what, step } = describeTraceFact(fact);
    const time = fact.at.toISOString().slice(0, 16).replace('T', ' ');
    return `${time} UTC  ${what}${step === '' ? '' : ` ${step}`}`;
  });
  return [...lines, ...(trace.isCut ? ['There is more than is shown.'] : [])].map(toLine).join('');
}

/** Mail must not steer the terminal. */
function toLine(text: string): string {
  return `${text.replace(/\p{Cc}+/gu, ' ')}\n`;
}
