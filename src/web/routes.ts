import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../errors.ts';
import { sendAsset } from './assets.ts';
import type { WebContext, WebEnv } from './context.ts';
import { streamEvents } from './events.ts';
import { showFailure, showNotFound } from './failures.tsx';
import { showHealth, showReadiness } from './health.ts';
import { createLogin, deleteLogin, showLogin } from './login.tsx';
import { showMetrics } from './metrics.ts';
import { addSecurityHeaders, checkCsrf, checkHost, checkOrigin } from './security.ts';
import { requireUser } from './session.ts';
import { createSetup, showSetup } from './setup.tsx';

const mostBodyBytes = 30 * 1024 * 1024;

/** Every URL of the program. What stands below the session line needs a signed-in user; what stands below the admin line, an admin. */
export function createRoutes(web: WebContext) {
  const app = new Hono<WebEnv>();
  const closing = new AbortController();
  app.onError(showFailure(web));
  app.notFound(showNotFound);
  app.use(
    addSecurityHeaders(web),
    checkHost(web),
    checkOrigin(web),
    bodyLimit({ maxSize: mostBodyBytes, onError: refuseBody }),
  );

  app.get('/healthz', showHealth);
  app.get('/readyz', showReadiness(web));
  app.get('/metrics', showMetrics(web));
  app.get('/assets/:hash/:name', sendAsset);
  app.get('/setup', showSetup(web));
  app.post('/setup', createSetup(web));
  app.get('/login', showLogin());
  app.post('/login', createLogin(web));

  app.use(requireUser(web), checkCsrf);
  app.get('/', (c) => c.redirect('/tickets'));
  app.post('/logout', deleteLogin(web));
  app.get('/events', streamEvents(web, closing.signal));

  return {
    fetch: app.fetch,
    request: app.request,
    routes: app.routes,
    /** Ends the open event streams. */
    close: () => closing.abort(),
  };
}

function refuseBody(): never {
  throw new AppError('invalid', 'The request is larger than 30 MB.');
}
