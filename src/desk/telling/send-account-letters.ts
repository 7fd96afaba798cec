import {
  deleteAccountLetter,
  deleteLettersBefore,
  type LetterRow,
  listDueLetters,
  replaceAccountLink,
  updateAccountLetter,
} from '../../db/account-letters.ts';
import { loadAlertSettings } from '../../db/alerts.ts';
import { isLocalWayClosed } from '../../db/microsoft-people.ts';
import { findUserByEmail, type User } from '../../db/users.ts';
import { linkMilliseconds } from '../../domain/account-letter.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { nothing } from '../input-fields.ts';
import { findLetterReader } from './letter-reader.ts';
import { listMailWays } from './mail-way.ts';
import { isOwnAddress } from './own-address.ts';
import { sendToPeople } from './send-to-people.ts';

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
  const token = await makeLink(work, letter, user.id);
  if (token === undefined) return;
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

/** @returns what it is known by; undefined, without the letter, where the address is not his any more, or he is disabled */
async function makeLink(work: Work, letter: LetterRow, userId: number): Promise<string | undefined> {
  const token = createToken();
  return work.write(async ({ tx, now }) => {
    // What ends the links of an address may have been done since the letter was looked at.
    const user = await findUserByEmail(tx, letter.email);
    if (user?.id !== userId || !user.isActive) {
      await deleteAccountLetter(tx, letter.id);
      return undefined;
    }
    await deleteLettersBefore(tx, new Date(now.getTime() - keptFor));
    await updateAccountLetter(tx, letter.id, { state: 'sending', attempts: letter.attempts + 1 });
    const expiresAt = new Date(now.getTime() + linkMilliseconds);
    await replaceAccountLink(tx, { tokenHash: hashToken(token), userId, kind: letter.kind, expiresAt });
    return token;
  });
}

/** @returns whether it may have gone: a second letter would make its link worthless */
async function sendByAnyWay(desk: Desk, user: User, letter: LetterRow, token: string): Promise<boolean> {
  const url = `${desk.publicUrl}/new-password?token=${token}`;
  const reader = await findLetterReader(desk, user);
  const to = { name: user.name, url, publicUrl: desk.publicUrl };
  const { subject, text } = desk.letters.account(reader, letter.kind, to);
  const ways = await listMailWays(desk, await loadAlertSettings(desk.read));
  const mail = { to: [user.email], subject, text, date: desk.now() };
  return (await sendToPeople(desk, `letter-${letter.id}`, ways, mail)).kind !== 'failed';
}
