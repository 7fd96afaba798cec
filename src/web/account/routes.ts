import { callbackPath } from '../../domain/app-registration.ts';
import type { WebApp, WebContext } from '../context.ts';
import { readBody } from '../request-body.ts';
import { changeOwnPassword, chooseOwnPlace, endSessions, showAccount } from './account.tsx';
import { createForgotten, createNewPassword, showForgotten, showNewPassword } from './forgotten-password.tsx';
import { createFactorStep, createLogin, deleteLogin, showLogin } from './login.tsx';
import { sendManifest } from './manifest.ts';
import { finishMicrosoftLogin, startMicrosoftLogin, startMicrosoftProof } from './microsoft-login.tsx';
import { saveOwnSignature, sendSignaturePicture } from './own-signature.ts';
import {
  createPasskey,
  createPasskeyLogin,
  deleteOwnPassword,
  deletePasskey,
  sendPasskeyOffer,
  sendPasskeyRequest,
} from './passkeys.tsx';
import {
  createRecoveryCodes,
  createSecondFactor,
  deleteSecondFactor,
  showSecondFactor,
} from './second-factor.tsx';
import { createSetup, showSetup } from './setup.tsx';
import { createRevocation, createToken, showTokens } from './tokens.tsx';
import { createTotpOffers } from './totp-offers.ts';

/** For people who are not signed in. */
export function addSignInRoutes(app: WebApp, web: WebContext): void {
  const readForm = readBody(web, 'stranger');
  app.get('/setup', showSetup(web));
  app.post('/setup', readForm, createSetup(web));
  app.get('/manifest.webmanifest', sendManifest);
  app.get('/login', showLogin(web));
  app.get('/login/microsoft', startMicrosoftLogin(web));
  app.get(callbackPath, finishMicrosoftLogin(web));
  app.post('/login', readForm, createLogin(web));
  app.get('/forgotten-password', showForgotten());
  app.post('/forgotten-password', readForm, createForgotten(web));
  app.get('/new-password', showNewPassword());
  app.post('/new-password', readForm, createNewPassword(web));
  app.post('/login/factor', readForm, createFactorStep(web));
  app.post('/login/passkey', readForm, createPasskeyLogin(web));
  app.post('/login/passkey/options', readForm, sendPasskeyRequest(web));
}

/** Signing in and out, set-up, and one's own account. */
export function addAccountRoutes(app: WebApp, web: WebContext): void {
  const offers = createTotpOffers(web);
  app.post('/logout', deleteLogin(web));
  app.get('/account', showAccount(web));
  app.post('/account/password', changeOwnPassword(web));
  app.post('/account/place', chooseOwnPlace(web));
  app.post('/account/signature', saveOwnSignature(web));
  app.get('/signature-pictures/:id', sendSignaturePicture(web));
  app.post('/account/ended-sessions', endSessions(web));
  app.get('/account/second-factor', showSecondFactor(web, offers));
  app.post('/account/second-factor', createSecondFactor(web, offers));
  app.post('/account/second-factor/recovery-codes', createRecoveryCodes(web, offers));
  app.post('/account/second-factor/removal', deleteSecondFactor(web, offers));
  app.post('/account/second-factor/passkeys', createPasskey(web, offers));
  app.post('/account/second-factor/passkeys/options', sendPasskeyOffer(web));
  app.post('/account/second-factor/passkeys/:id{[0-9]+}/removal', deletePasskey(web, offers));
  app.post('/account/password/removal', deleteOwnPassword(web, offers));
  app.get('/account/proof/microsoft', startMicrosoftProof(web));
  app.get('/account/tokens', showTokens(web));
  app.post('/account/tokens', createToken(web));
  app.post('/account/tokens/:id{[0-9]+}/revocation', createRevocation(web));
}
