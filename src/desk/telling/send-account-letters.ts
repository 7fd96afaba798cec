import { randomUUID } from 'node:crypto';
import {
  deleteAccountLetter,
  deleteLettersBefore,
  type LetterRow,
  listDueLetters,
  replaceAccountLink,
  updateAccountLetter,
} from '../../db/account-letters.ts';
import { loadAlertSettings } from '../../db/alerts.ts';
import { listChannels } from '../../db/channels.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { isLocalWayClosed } from '../../db/microsoft-people.ts';
import { findUserByEmail, type User } from '../../db/users.ts';
import { linkMilliseconds } from '../../domain/account-letter.ts';
import { findFailure } from '../../domain/failure.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { toAppError } from '../../errors.ts';
import { composeMail } from '../../mail/compose.ts';
import { defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { nothing } from '../input-fields.ts';
import { findLetterReader } from './letter-reader.ts';
import { handOver, listMailWays } from './mail-way.ts';

const minute = 60_000;
const atOnce = 20;
const pauses = [minute, 5 * minute, 15 * minute] as const;
const keptFor = 7 * 24 * 60 * minute;

/** The desk itself: sends the letters about people's own accounts, each with a link that is made now and stored nowhere. */
export const sendAccountLetters = defineCommand({
  name: 'sendAccountLetters',
  input: nothing,
  needs: 'operator',
  async work(work) {
    const { desk } = work;
    for (const letter of await listDueLetters(desk.read, desk.now(), atOnce)) await sendLetter(work, letter);
  },
});

async function sendLetter(work: Work, letter: LetterRow): Promise<void> {
  const { desk } = work;
  const user = await findUserByEmail(desk.read, letter.email);
  // Nobody's, of somebody who signs in at Microsoft only, or one of our own mailboxes, where it would become a ticket for all to read.
  const isClosed = user !== undefined && (await isLocalWayClosed(desk.read, user.id));
  if (user === undefined || !user.isActive || isClosed || (await isOwnAddress(desk, user.email))) {
    await work.write(({ tx }) => deleteAccountLetter(tx, letter.id));
    return;
  }
  const token = createToken();
  const attempts = letter.attempts + 1;
  await work.write(async ({ tx, now }) => {
    await deleteLettersBefore(tx, new Date(now.getTime() - keptFor));
    await updateAccountLetter(tx, letter.id, { state: 'sending', attempts });
    const expiresAt = new Date(now.getTime() + linkMilliseconds);
    await replaceAccountLink(tx, {
      tokenHash: hashToken(token),
      userId: user.id,
      kind: letter.kind,
      expiresAt,
    });
  });
  const isSent = await sendByAnyWay(desk, user, letter, token);
  const pause = pauses[letter.attempts];
  await work.write(async (act) => {
    const { tx, now } = act;
    if (!isSent && pause !== undefined) {
      const nextAttemptAt = new Date(now.getTime() + pause);
      await updateAccountLetter(tx, letter.id, { state: 'due', nextAttemptAt });
      return;
    }
    await updateAccountLetter(tx, letter.id, { state: isSent ? 'sent' : 'failed', endedAt: now });
    const kind = isSent ? 'user.letter_sent' : 'user.letter_failed';
    act.record({ userId: user.id, kind, data: { letter: letter.kind } });
  });
}

async function sendByAnyWay(desk: Desk, user: User, letter: LetterRow, token: string): Promise<boolean> {
  const url = `${desk.publicUrl}/new-password?token=${token}`;
  const reader = await findLetterReader(desk, user);
  const to = { name: user.name, url, publicUrl: desk.publicUrl };
  const words = desk.letters.account(reader, letter.kind, to);
  for (const way of await listMailWays(desk, await loadAlertSettings(desk.read))) {
    try {
      const raw = await compose(desk, way.from, user.email, words);
      const outcome = await handOver(way, [user.email], raw);
      // Where it may have gone, a second one would make its link worthless.
      if (outcome.kind === 'sent' || outcome.kind === 'unknown') return true;
      desk.log.warn('letter not taken', {
        letter: letter.id,
        route: way.route,
        reason: outcome.failure.text,
      });
    } catch (error) {
      const reason = findFailure(error)?.text ?? toAppError(error).message;
      desk.log.warn('letter not sent', { letter: letter.id, route: way.route, reason });
    }
  }
  return false;
}

async function isOwnAddress(desk: Desk, email: string): Promise<boolean> {
  const own = [...(await listAllEmailAddresses(desk.read)), ...(await listChannels(desk.read))];
  return own.some(({ address }) => address.toLowerCase() === email);
}

function compose(
  desk: Desk,
  from: string,
  to: string,
  { subject, text }: { readonly subject: string; readonly text: string },
): Promise<Buffer> {
  return composeMail({
    from: { name: 'Postroom', address: from },
    to: [{ name: '', address: to }],
    cc: [],
    subject,
    topic: subject,
    messageId: `${randomUUID()}@${new URL(desk.publicUrl).hostname}`,
    inReplyTo: undefined,
    references: [],
    date: desk.now(),
    text,
    isAutomatic: true,
    isUnasked: true,
  });
}
