import type { WebApp, WebContext } from '../context.ts';
import { chooseCredential, createCredential, deleteCredential, sendCertificate } from './app-credentials.ts';
import { checkMicrosoftApp, saveMicrosoftApp, showMicrosoftApp } from './microsoft-app.tsx';
import { dismissConsentRequest, finishSignIn, startSignIn } from './oauth.tsx';

/** The app registration and the ways to and from Microsoft's pages. */
export function addMicrosoftRoutes(app: WebApp, web: WebContext): void {
  app.get('/settings/microsoft', showMicrosoftApp(web));
  app.post('/settings/microsoft', saveMicrosoftApp(web));
  app.post('/settings/microsoft/checks', checkMicrosoftApp(web));
  app.post('/settings/microsoft/apps/:id{[0-9]+}/credentials', createCredential(web));
  app.post('/settings/microsoft/apps/:id{[0-9]+}/credential', chooseCredential(web));
  app.post(
    '/settings/microsoft/apps/:id{[0-9]+}/credentials/:credential{[0-9]+|secret}/removal',
    deleteCredential(web),
  );
  app.get(
    '/settings/microsoft/apps/:id{[0-9]+}/credentials/:credential{[0-9]+}/certificate.cer',
    sendCertificate(web),
  );
  app.post('/settings/microsoft/consent-request/dismissal', dismissConsentRequest(web));
  app.get('/oauth/microsoft/start', startSignIn(web));
  app.get('/oauth/microsoft/callback', finishSignIn(web));
}
