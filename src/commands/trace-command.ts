import { dirname } from 'node:path';
import { describeMailbox, describeMailOnServer } from '../../views/facts/mailbox-words.ts';
import { describeTracedChannel, describeTraceFact, listTraceChecks } from '../../views/facts/trace-words.ts';
import { type Environment, readConfig } from '../config.ts';
import { assertWritable } from '../db/care/file-access.ts';
import { fitKey } from '../db/care/fit-key.ts';
import { lookAtFile } from '../db/care/look-at-file.ts';
import { prepareNativeAddon } from '../db/care/native-addon.ts';
import { openReader } from '../db/care/open.ts';
import { traceMail } from '../db/trace.ts';
import type { MailboxAnswer } from '../domain/mailbox-answer.ts';
import type { Trace } from '../domain/trace.ts';
import { AppError } from '../errors.ts';
import { askDesk } from './ask-desk.ts';
import { assertDataFile } from './assert-data-file.ts';
import type { CommandLine } from './command-line.ts';
import { type Terminal, toOneLine } from './terminal.ts';

/**
 * Tells everything that is known of a message; it reads only, also beside a running instance. With `--ask` the mail servers
 * are asked too, by the running instance where there is one.
 * @returns 0; 1 when nothing is known
 */
export async function runTrace(
  { words, flags }: Extract<CommandLine, { command: 'trace' }>,
  env: Environment,
  terminal: Terminal,
): Promise<number> {
  const config = readConfig({ data: flags.data }, env);
  assertDataFile(config.dataPath, 'look into');
  lookAtFile(config.dataPath);
  // SQLite writes beside the file even where it only reads.
  assertWritable(config.dataPath);
  prepareNativeAddon(dirname(config.dataPath));
  const reader = await openReader({
    path: config.dataPath,
    key: await fitKey({ path: config.dataPath, key: config.key }),
  });
  const trace = await traceMail(reader.read, { userId: 0, isAdmin: true }, words).finally(() =>
    reader.close(),
  );
  if (trace === undefined) throw new AppError('internal', 'Nothing was asked.');
  const mailboxes = flags.ask === undefined ? undefined : await askThem(config, words);
  const json = { ...toJson(trace), ...(mailboxes === undefined ? {} : { mailboxes }) };
  terminal.stdout.write(
    flags.json === undefined
      ? describe(trace) + describeMailboxes(mailboxes ?? [])
      : `${JSON.stringify(json)}\n`,
  );
  const isFound = mailboxes?.some((each) => each.kind === 'answered' && each.found.length > 0) === true;
  return trace.facts.length === 0 && !isFound ? 1 : 0;
}

async function askThem(config: ReturnType<typeof readConfig>, query: string): Promise<MailboxAnswer[]> {
  return (await askDesk(config, 'askMailboxes', { query })) as MailboxAnswer[];
}

function describeMailboxes(answers: readonly MailboxAnswer[]): string {
  const lines = answers.flatMap((answer) => [
    ...(answer.kind === 'answered'
      ? answer.found.map((mail) => describeMailOnServer(mail, answer.channel))
      : []),
    ...[describeMailbox(answer) ?? []].flat(),
  ]);
  return lines.map(({ what, step }) => toLine(`${what} ${step}`.trim())).join('');
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

function toLine(text: string): string {
  return `${toOneLine(text)}\n`;
}
