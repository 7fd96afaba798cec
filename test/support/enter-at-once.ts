import { argon2Sync } from 'node:crypto';
import * as z from 'zod';
import { listGroups } from '../../src/db/groups.ts';
import { getUser, type User } from '../../src/db/users.ts';
import { defineCommand, type Work } from '../../src/desk/command.ts';
import { insertPerson, role } from '../../src/desk/people/add-user.ts';
import { accessChoices, giveAccess } from '../../src/desk/people/give-access.ts';
import { openBrowserSession } from '../../src/desk/people/open-session.ts';

/** Of everybody who comes in by `enterAtOnce`. */
export const password = 'correct horse battery';

const entrant = z.strictObject({
  email: z.string(),
  name: z.string(),
  role,
  access: accessChoices.optional(),
});

/** The command line: a new user, whose password is not protected well: that takes longer than most tests. */
export const addAtOnce = defineCommand({
  name: 'addAtOnce',
  input: entrant,
  needs: 'admin',
  work: (work, given) => addPerson(work, given),
});

/** The command line: as addAtOnce and logIn. */
export const enterAtOnce = defineCommand({
  name: 'enterAtOnce',
  input: entrant,
  needs: 'admin',
  work: async (work, given) => enter(work, await addPerson(work, given)),
});

/** The command line: a further session for somebody who is there. */
export const enterAgain = defineCommand({
  name: 'enterAgain',
  input: z.strictObject({ userId: z.int() }),
  needs: 'admin',
  work: async (work, { userId }) => enter(work, await getUser(work.desk.read, userId)),
});

async function enter(work: Work, user: User): Promise<{ id: number; token: string }> {
  const browser = { userAgent: 'test', address: '127.0.0.1' };
  const { token } = await openBrowserSession(work, user, browser, null);
  return { id: user.id, token };
}

function addPerson(work: Work, { email, name, role: theirs, access }: z.infer<typeof entrant>) {
  const user = { email, name, role: theirs, passwordHash: cheapHash(), isActive: true };
  return work.write(async (act) => {
    const person = await insertPerson(act, { ...user, createdAt: act.now });
    const groups = (await listGroups(act.tx)).map(({ id }) => [String(id), 'full'] as const);
    await giveAccess(act, { userId: person.id, byGroup: access ?? Object.fromEntries(groups) });
    return person;
  });
}

/** One of the cheapest kind. */
function cheapHash(): string {
  const nonce = Buffer.alloc(16, 1);
  const cost = { memory: 8, passes: 1, parallelism: 1 };
  const tag = argon2Sync('argon2id', { message: password, nonce, tagLength: 32, ...cost });
  const encode = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
  return `$argon2id$v=19$m=8,t=1,p=1$${encode(nonce)}$${encode(tag)}`;
}
