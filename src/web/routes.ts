import { Hono } from 'hono';
import { createChangeNotices } from './account/changed-meanwhile.tsx';
import { createProofs } from './account/proof.tsx';
import { speakToVisitor } from './account/reader.ts';
import { addAccountRoutes, addSignInRoutes } from './account/routes.ts';
import { requireAdmin, requireUser } from './account/session.ts';
import { apiPath, createApi } from './api/api.ts';
import { sendAsset } from './assets.ts';
import { addCannedAnswerRoutes } from './canned-answers/routes.ts';
import { addChannelRoutes } from './channels/routes.ts';
import { noticeProxy } from './client-address.ts';
import { compressPages } from './compression.ts';
import type { WebApp, WebContext, WebEnv } from './context.ts';
import { addCustomerRoutes } from './customers/routes.ts';
import { createEvents } from './events.ts';
import { showFailure, showNotFound } from './failures.tsx';
import { addFilterRoutes } from './filters/routes.ts';
import { addGroupRoutes } from './groups/routes.ts';
import { showHealth, showReadiness } from './health.ts';
import { createMcp, mcpPath } from './mcp/mcp.ts';
import { showMetrics } from './metrics.ts';
import { addNotificationPoints } from './microsoft/change-notifications.ts';
import { thankTenantAdmin } from './microsoft/consent-return.tsx';
import { addMicrosoftRoutes } from './microsoft/routes.ts';
import { addNotificationRoutes } from './notifications/routes.ts';
import { addOutboxRoutes } from './outbox/routes.ts';
import { adaptMilliseconds } from './pace.ts';
import { findPageAbove } from './page-above.ts';
import { addQuarantineRoutes } from './quarantine/routes.ts';
import { addReportRoutes } from './reports/routes.ts';
import { readBody } from './request-body.ts';
import { createSealedForms } from './sealed-forms.ts';
import { addSavedViewRoutes } from './search/routes.ts';
import { addSecurityHeaders, checkCsrf, checkHost, checkOrigin } from './security.ts';
import { addSettingRoutes } from './settings/routes.ts';
import { addTicketRoutes } from './tickets/routes.ts';
import { addUserRoutes } from './users/routes.ts';
import { addWebhookRoutes } from './webhooks/routes.ts';

/** Every URL of the program. What stands below the session line needs a signed-in user; what stands below the admin line, an admin. */
export function createRoutes(web: WebContext) {
  const app = new Hono<WebEnv>();
  const closing = new AbortController();
  const adapting = setInterval(() => web.pace.adapt(), adaptMilliseconds).unref();
  const forms = createSealedForms();
  const proofs = createProofs(web, forms);
  const findPage = (path: string) => findPageAbove(path, (each) => hasPage(app, each));
  const changes = createChangeNotices(web, forms, findPage);
  app.onError(showFailure(web, { askForProof: proofs.ask, tellOfChanges: changes.tell, findPage }));
  app.notFound(showNotFound);
  const events = createEvents(web, closing.signal);
  app.use(addSecurityHeaders(web));
  app.use('/events', events.count);
  app.use(compressPages, noticeProxy(web), speakToVisitor(web));
  app.use(checkHost(web), checkOrigin(web));

  addOpenRoutes(app, web);
  app.use(requireUser(web), readBody(web, 'person'), checkCsrf, changes.goOn, proofs.take);
  app.get('/events', events.serve);
  addUserRooms(app, web);
  addAdminRooms(app, web);

  return {
    fetch: app.fetch,
    request: app.request,
    routes: app.routes,
    streams: events.limit,
    /** Ends the open event streams. */
    close() {
      clearInterval(adapting);
      closing.abort();
    },
  };
}

/** @returns whether a GET at this path is answered by more than what stands before all pages */
function hasPage(app: WebApp, path: string): boolean {
  const [found] = app.router.match('GET', path);
  return found.some(([[, route]]) => route.method === 'GET');
}

/** For everybody, and for programs, whose token the API asks for. */
function addOpenRoutes(app: WebApp, web: WebContext): void {
  app.get('/healthz', showHealth);
  app.get('/readyz', showReadiness(web));
  app.get('/metrics', showMetrics(web));
  app.get('/assets/:hash/:name', sendAsset);
  app.route(apiPath, createApi(web));
  app.route(mcpPath, createMcp(web));
  addSignInRoutes(app, web);
  app.get('/oauth/microsoft/callback', thankTenantAdmin);
  addNotificationPoints(app, web);
}

function addUserRooms(app: WebApp, web: WebContext): void {
  app.get('/', (c) => c.redirect('/tickets'));
  addAccountRoutes(app, web);
  addNotificationRoutes(app, web);
  addCustomerRoutes(app, web);
  addSavedViewRoutes(app, web);
  addTicketRoutes(app, web);
  addOutboxRoutes(app, web);
  addReportRoutes(app, web);
}

function addAdminRooms(app: WebApp, web: WebContext): void {
  // A text of a canned answer is for everybody; its pages stand under /settings.
  app.use('/channels/*', requireAdmin);
  app.use('/settings/*', requireAdmin);
  app.use('/oauth/*', requireAdmin);
  app.use('/quarantine/*', requireAdmin);
  addCannedAnswerRoutes(app, web);
  addChannelRoutes(app, web);
  addFilterRoutes(app, web);
  addGroupRoutes(app, web);
  addMicrosoftRoutes(app, web);
  addQuarantineRoutes(app, web);
  addSettingRoutes(app, web);
  addUserRoutes(app, web);
  addWebhookRoutes(app, web);
}
