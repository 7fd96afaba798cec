import { listUsers, type User } from '../db/users.ts';
import type { Desk } from './desk.ts';
import { addUser, type NewUser } from './people/add-user.ts';
import { changeOwnPassword, endOwnSessions } from './people/change-own-account.ts';
import { changePassword, disableUser, enableUser, type SaveUser, saveUser } from './people/change-user.ts';
import { createFirstAdmin, type FirstAdmin, issueSetupToken } from './people/create-first-admin.ts';
import { extendSession, type LogIn, logIn, logOut } from './people/log-in.ts';

/** Users of this installation and their sessions. */
export function accountCommands(desk: Desk) {
  return {
    issueSetupToken: () => issueSetupToken(desk),
    createFirstAdmin: (input: FirstAdmin) => createFirstAdmin(desk, input),
    addUser: (input: NewUser) => addUser(desk, input),
    changePassword: (input: { email: string; password: string }) => changePassword(desk, input),
    disableUser: (input: { email: string }) => disableUser(desk, input),
    enableUser: (input: { email: string }) => enableUser(desk, input),
    saveUser: (input: SaveUser) => saveUser(desk, input),
    changeOwnPassword: (input: Parameters<typeof changeOwnPassword>[1]) => changeOwnPassword(desk, input),
    endOwnSessions: (input: Parameters<typeof endOwnSessions>[1]) => endOwnSessions(desk, input),
    listUsers: async () => (await listUsers(desk.read)).map(withoutHash),
    logIn: (input: LogIn) => logIn(desk, input),
    logOut: (input: { tokenHash: string }) => logOut(desk, input),
    extendSession: (input: { tokenHash: string }) => extendSession(desk, input),
  };
}

function withoutHash({ passwordHash: _, ...user }: User): Omit<User, 'passwordHash'> {
  return user;
}
