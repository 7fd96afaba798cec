import { deleteSetting, findSetting, putSetting } from '../../db/settings.ts';
import { countUsers, insertUser } from '../../db/users.ts';
import { createToken, hashToken } from '../../domain/token.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { prepareUser } from './add-user.ts';

const setting = 'setup_token';

export interface FirstAdmin {
  readonly token: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** @returns the one-time token of the set-up page, replacing an earlier one; undefined when there is a user. */
export async function issueSetupToken(desk: Desk): Promise<string | undefined> {
  const token = createToken();
  return desk.write(async (tx) => {
    if ((await countUsers(tx)) > 0) return undefined;
    await putSetting(tx, setting, hashToken(token));
    return token;
  });
}

/** Spends the token. Of two that try at once, one wins. @throws AppError not_found (set up already, wrong token), invalid */
export async function createFirstAdmin(desk: Desk, input: FirstAdmin): Promise<{ id: number }> {
  const user = await prepareUser(desk, { ...input, role: 'admin' });
  const { id } = await desk.write(async (tx) => {
    const expected = await findSetting(tx, setting);
    if (expected !== hashToken(input.token) || (await countUsers(tx)) > 0) {
      throw new AppError(
        'not_found',
        'This set-up link is used up or wrong; the newest one stands in the log of `serve`.',
      );
    }
    await deleteSetting(tx, setting);
    return insertUser(tx, user);
  });
  desk.log.info('first admin created', { user: id });
  return { id };
}
