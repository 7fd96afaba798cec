import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { sessions } from '../../../src/db/schema/schema.ts';
import { findSession, touchSession } from '../../../src/db/sessions.ts';
import { hashToken } from '../../../src/domain/token.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';
import { waitFor } from '../../support/wait-for.ts';

const idleMilliseconds = 8 * 3_600_000;
let desk: TicketDesk;
let person: Person;
before(async () => {
  desk = await openTicketDesk();
  person = await desk.signIn('agent', 'Ben Agent');
});
after(() => desk.close());

async function endOfSession(): Promise<number> {
  const found = await findSession(desk.desk.read, hashToken(person.token), new Date());
  return found?.session.expiresAt.getTime() ?? 0;
}

test('a session is idle while an open page only reads itself again, and not when somebody does something', async () => {
  const seenAt = new Date(Date.now() - 3_600_000);
  const end = new Date(seenAt.getTime() + idleMilliseconds);
  await desk.desk.write((tx) => touchSession(tx, hashToken(person.token), seenAt, end));
  const byItself = [
    await person.get('/tickets', { 'hx-request': 'true', 'postroom-live': 'on' }),
    await person.get('/notifications/newest'),
  ];
  for (const { status } of byItself) assert.equal(status, 200);
  // What one of them had asked for would be written before this.
  await desk.desk.write(async () => undefined);
  assert.equal(await endOfSession(), end.getTime());
  assert.equal((await person.get('/tickets')).status, 200);
  await waitFor(async () => (await endOfSession()) > end.getTime());
});

test('a session that is used on and on ends a day after its beginning', async () => {
  const tokenHash = hashToken(person.token);
  const begun = new Date(Date.now() - 20 * 3_600_000);
  const seenAt = new Date(Date.now() - 3_600_000);
  const end = new Date(seenAt.getTime() + 2 * 3_600_000);
  await desk.desk.write(async (tx) => {
    await tx.update(sessions).set({ createdAt: begun }).where(eq(sessions.tokenHash, tokenHash));
    await touchSession(tx, tokenHash, seenAt, end);
  });
  assert.equal((await person.get('/tickets')).status, 200);
  await waitFor(async () => (await endOfSession()) > end.getTime());
  assert.equal(await endOfSession(), begun.getTime() + 24 * 3_600_000);
});
