import * as z from 'zod';
import type { Reader } from '../../db/care/open.ts';
import { deleteSetting, findSetting, putSetting } from '../../db/settings.ts';
import { countUsers } from '../../db/users.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';
import { insertPerson, prepareUser } from './add-user.ts';

const setting = 'setup_token';

/** The start of the program: makes the one-time token of the set-up page. @returns undefined when there is a user */
export const issueSetupToken = defineCommand({
  name: 'issueSetupToken',
  input: nothing,
  needs: 'operator',
  async run({ tx }) {
    if ((await countUsers(tx)) > 0) return undefined;
    const token = createToken();
    await putSetting(tx, setting, hashToken(token));
    return token;
  },
});

/**
 * Everybody who has the set-up token: makes the first admin. The token works once; of two requests at the same time one is refused.
 * @throws AppError not_found (set up already, wrong token), invalid
 */
export const createFirstAdmin = defineCommand({
  name: 'createFirstAdmin',
  input: z.strictObject({
    token: z.string(),
    email: z.string(),
    name: z.string(),
    password: z.string(),
  }),
  needs: 'nothing',
  async work(work, input) {
    // Before a password is hashed, which costs a stranger nothing and us much.
    await assertSetupToken(work.desk.read, input.token);
    const user = await prepareUser(work.desk, { ...input, role: 'admin' });
    return work.write(async (act) => {
      await assertSetupToken(act.tx, input.token);
      await deleteSetting(act.tx, setting);
      const { id } = await insertPerson(act, user);
      return { id };
    });
  },
});

async function assertSetupToken(db: Reader, token: string): Promise<void> {
  const expected = await findSetting(db, setting);
  if (expected === hashToken(token) && (await countUsers(db)) === 0) return;
  throw new AppError(
    'not_found',
    'This set-up link is used up or wrong; the newest one stands in the log of `serve`.',
  );
}
