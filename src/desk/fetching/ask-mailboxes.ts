import * as z from 'zod';
import { type Channel, listChannelsSeen } from '../../db/channels.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailboxAnswer } from '../../domain/mailbox-answer.ts';
import { mostTraceLetters, readTraceQuery, type TraceQuery } from '../../domain/trace.ts';
import { toAppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { askMailbox, type MailQuestion } from './ask-mailbox.ts';

/** One question goes to no more of them. */
const mostMailboxes = 40;
/** What has not been begun by then is left out. */
const wholeMilliseconds = 30_000;
/** An address or a subject is looked for so far back: a server walks through each message. */
const lookedBack = 30 * 86_400_000;

/**
 * Whoever reads in a channel's group: asks its mailbox where a message lies now. Nothing is marked, moved or stored.
 * @throws AppError unavailable, with `retryAfter`, for who asks too often; invalid where nothing is asked
 */
export const askMailboxes = defineCommand({
  name: 'askMailboxes',
  input: z.strictObject({ query: z.string().trim().min(1).max(mostTraceLetters) }),
  needs: 'user',
  async work({ desk, viewer, userId }, { query }): Promise<MailboxAnswer[]> {
    const channels = onePerMailbox(await listChannelsSeen(desk.read, viewer));
    const asked = readTraceQuery(query);
    if (asked === undefined || channels.length === 0) return [];
    const answered = channels.slice(0, mostMailboxes);
    desk.memory.mailboxLimit.take(String(userId ?? 'operator'), answered.length);
    const question = { viewer, search: toSearch(asked, desk.now()) };
    const end = performance.now() + wholeMilliseconds;
    const answers = answered.map((channel) =>
      desk.memory.mailboxQueue(() => answerFor(desk, channel, question, performance.now() < end)),
    );
    const left = channels.slice(mostMailboxes).map((channel) => leaveOut(channel));
    return [...(await Promise.all(answers)), ...left];
  },
});

/** Several channels may read folders of one mailbox. */
function onePerMailbox(channels: readonly Channel[]): Channel[] {
  return [...new Map(channels.map((each) => [`${each.kind} ${each.address}`, each])).values()];
}

function toSearch(query: TraceQuery, now: Date): MailQuestion['search'] {
  const since = new Date(now.getTime() - lookedBack);
  switch (query.kind) {
    case 'address':
      return { messageIds: query.messageIds, sender: query.address, subject: undefined, since };
    case 'domain':
      return { messageIds: [], sender: `@${query.domain}`, subject: query.words, since };
    case 'words':
      return { messageIds: [], sender: undefined, subject: query.words, since };
  }
}

async function answerFor(
  desk: Desk,
  channel: Channel,
  question: MailQuestion,
  isInTime: boolean,
): Promise<MailboxAnswer> {
  if (!isInTime) return leaveOut(channel);
  const head = nameMailbox(channel);
  try {
    return { ...head, kind: 'answered', ...(await askMailbox(desk, channel, question)) };
  } catch (error) {
    const failure = findFailure(error);
    if (failure !== undefined) return { ...head, kind: 'failed', diagnosis: diagnose(failure, channel) };
    const refusal = toAppError(error);
    if (refusal.code === 'internal') desk.log.error('mailbox not asked', { channel: channel.id, error });
    return { ...head, kind: 'refused', message: refusal.message };
  }
}

function leaveOut(channel: Channel): MailboxAnswer {
  return { ...nameMailbox(channel), kind: 'left_out' };
}

function nameMailbox({ id, name, address }: Channel) {
  return { channelId: id, channel: name, address };
}
