import { askForPassword, inviteUser, setPasswordByLink } from './account-letters.ts';
import { addUser } from './add-user.ts';
import { changeOwnPassword, endOwnSessions, setOwnPassword } from './change-own-account.ts';
import {
  changePassword,
  disableUser,
  enableUser,
  endSessionsOf,
  listEveryUser,
  saveUser,
} from './change-user.ts';
import { chooseOwnPlace } from './choose-place.ts';
import { createFirstAdmin, issueSetupToken } from './create-first-admin.ts';
import { extendSession, logIn, logOut } from './log-in.ts';
import { beginMicrosoftLogIn, finishMicrosoftLogIn } from './microsoft-log-in.ts';
import {
  addPasskey,
  askPasskey,
  logInByPasskey,
  offerPasskey,
  removeOwnPassword,
  removePasskey,
} from './passkeys.ts';
import { proveAgain } from './prove-again.ts';
import { proveFactor } from './prove-factor.ts';
import { saveGroup, setGroupActive } from './save-group.ts';
import { saveSignInSettings, unlinkMicrosoft } from './save-sign-in-settings.ts';
import {
  confirmTotp,
  demandSecondFactor,
  removeTotp,
  renewRecoveryCodes,
  resetSecondFactor,
} from './second-factor.ts';

/** Users, their sessions, groups, and who may do what in them. */
export const peopleCommands = [
  beginMicrosoftLogIn,
  finishMicrosoftLogIn,
  saveSignInSettings,
  unlinkMicrosoft,
  addPasskey,
  addUser,
  askForPassword,
  askPasskey,
  confirmTotp,
  demandSecondFactor,
  offerPasskey,
  proveAgain,
  proveFactor,
  removeTotp,
  removeOwnPassword,
  removePasskey,
  renewRecoveryCodes,
  resetSecondFactor,
  changeOwnPassword,
  setOwnPassword,
  chooseOwnPlace,
  changePassword,
  createFirstAdmin,
  disableUser,
  enableUser,
  endSessionsOf,
  endOwnSessions,
  extendSession,
  inviteUser,
  issueSetupToken,
  listEveryUser,
  logIn,
  logInByPasskey,
  logOut,
  saveGroup,
  saveUser,
  setGroupActive,
  setPasswordByLink,
] as const;
