import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { changeOwnPassword, endSessions, showAccount } from './account/account.tsx';
import { createLogin, deleteLogin, showLogin } from './account/login.tsx';
import { requireAdmin, requireUser } from './account/session.ts';
import { createSetup, showSetup } from './account/setup.tsx';
import { sendAsset } from './assets.ts';
import {
  deleteCannedAnswer,
  previewCannedAnswer,
  saveCannedAnswer,
  showCannedAnswer,
  showCannedAnswers,
  showNewCannedAnswer,
} from './canned-answers/canned-answers.tsx';
import { sendCannedText } from './canned-answers/canned-texts.ts';
import { createFetch, createPause, createResumption } from './channels/channel-actions.ts';
import {
  createAddress,
  deleteAddress,
  setPrimaryAddress,
  showAddress,
  showNewAddress,
  updateAddress,
} from './channels/channel-addresses.tsx';
import { createCheck, showCheck, showCheckLines } from './channels/channel-checks.tsx';
import { createDeletion, showDeletion } from './channels/channel-deletion.tsx';
import { createRollback } from './channels/channel-migration.ts';
import { showChannel, showChannelPanel } from './channels/channel-page.tsx';
import {
  createReconciliation,
  showReconciliation,
  showReconciliationPanel,
} from './channels/channel-reconciliation.tsx';
import { createStart, showRehearsal } from './channels/channel-rehearsal.tsx';
import { saveChannelSetup, showChannelSetup, showFolders } from './channels/channel-setup.tsx';
import { createTrace, deleteTrace, sendTrace } from './channels/channel-trace.ts';
import { showChannelList, showChannels } from './channels/channels.tsx';
import {
  createMailAccount,
  showMailAccount,
  showNewMailAccount,
  updateMailAccount,
} from './channels/mail-account.tsx';
import type { WebContext, WebEnv } from './context.ts';
import {
  createErasure,
  createMerge,
  sendExport,
  showErasure,
  showMerge,
} from './customers/customer-removal.tsx';
import { showCustomer, showCustomers, switchBlock, updateCustomer } from './customers/customers.tsx';
import { suggestRecipients } from './customers/recipient-suggestions.tsx';
import { streamEvents } from './events.ts';
import { showFailure, showNotFound, showTooLarge } from './failures.tsx';
import { saveFilter, showFilter, showNewFilter } from './filters/filter-editor.tsx';
import { deleteFilter, moveFilter, showFilters, switchFilter } from './filters/filters.tsx';
import {
  createGroup,
  showGroup,
  showGroups,
  showNewGroup,
  switchGroup,
  updateGroup,
} from './groups/groups.tsx';
import { showHealth, showReadiness } from './health.ts';
import { showMetrics } from './metrics.ts';
import { thankTenantAdmin } from './microsoft/consent-return.tsx';
import { checkMicrosoftApp, saveMicrosoftApp, showMicrosoftApp } from './microsoft/microsoft-app.tsx';
import { finishSignIn, startSignIn } from './microsoft/oauth.tsx';
import {
  chooseNotifications,
  createReadings,
  showBell,
  showNotifications,
} from './notifications/notifications.tsx';
import {
  createAttempt,
  createCancellation,
  createConfirmation,
  createDismissal,
  createSearch,
} from './outbox/outbox.ts';
import { showOutbox, showOutboxLink } from './outbox/outbox-page.tsx';
import {
  createAttempts,
  showQuarantine,
  showQuarantineLink,
  showQuarantineList,
} from './quarantine/quarantine.tsx';
import {
  createDiscard,
  createMadeUpArticle,
  createQuarantineAttempt,
  sendQuarantined,
  showDiscard,
  showQuarantined,
} from './quarantine/quarantine-message.tsx';
import { createSavedView, deleteSavedView } from './search/search.tsx';
import { addSecurityHeaders, checkCsrf, checkHost, checkOrigin } from './security.ts';
import { createAlertTest, saveAlertSettings, showAlertSettings } from './settings/alert-settings.tsx';
import { saveMailSettings, showMailSettings } from './settings/mail-settings.tsx';
import { saveSendingSettings, showSendingSettings } from './settings/sending-settings.tsx';
import { sendAttachment, sendRawMail } from './tickets/attachments.ts';
import { continueDraft } from './tickets/draft-continuation.ts';
import { createDraftAttachments, deleteDraft, saveDraft, sendDraftAttachment } from './tickets/drafts.tsx';
import { createShownImages, showMessageFrame } from './tickets/message-frame.ts';
import { createTicket, showNewTicket } from './tickets/new-ticket.tsx';
import { createNote, createReply } from './tickets/replies.ts';
import { createTicketChanges } from './tickets/ticket-bulk.ts';
import {
  setTicketGroup,
  setTicketOwner,
  setTicketPriority,
  setTicketState,
  setTicketTag,
} from './tickets/ticket-changes.ts';
import {
  createLink,
  createSeparation,
  createSplit,
  createTicketMerge,
  removeLink,
} from './tickets/ticket-links.ts';
import { showConversation, showTicket, showTicketSide } from './tickets/ticket-page.tsx';
import { showCompany } from './tickets/ticket-presence.tsx';
import { showTickets } from './tickets/tickets.tsx';
import {
  createUser,
  setUserPassword,
  showNewUser,
  showUser,
  showUsers,
  switchUser,
  updateUser,
} from './users/users.tsx';

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
    bodyLimit({ maxSize: mostBodyBytes, onError: showTooLarge }),
  );

  app.get('/healthz', showHealth);
  app.get('/readyz', showReadiness(web));
  app.get('/metrics', showMetrics(web));
  app.get('/assets/:hash/:name', sendAsset);
  app.get('/setup', showSetup(web));
  app.post('/setup', createSetup(web));
  app.get('/login', showLogin());
  app.post('/login', createLogin(web));
  app.get('/oauth/microsoft/callback', thankTenantAdmin);

  app.use(requireUser(web), checkCsrf);
  app.get('/', (c) => c.redirect('/tickets'));
  app.post('/logout', deleteLogin(web));
  app.get('/events', streamEvents(web, closing.signal));
  app.get('/account', showAccount(web));
  app.post('/account/password', changeOwnPassword(web));
  app.post('/account/ended-sessions', endSessions(web));

  app.get('/notifications', showNotifications(web));
  app.get('/notifications/bell', showBell(web));
  app.post('/notifications/readings', createReadings(web));
  app.post('/account/notifications', chooseNotifications(web));

  app.get('/tickets', showTickets(web));
  app.post('/ticket-changes', createTicketChanges(web));
  app.get('/customers', showCustomers(web));
  app.get('/customers/suggestions', suggestRecipients(web));
  app.get('/customers/:id', showCustomer(web));
  app.post('/customers/:id', updateCustomer(web));
  app.post('/customers/:id/block', switchBlock(web, true));
  app.post('/customers/:id/release', switchBlock(web, false));
  app.get('/customers/:id/merges', requireAdmin, showMerge(web));
  app.post('/customers/:id/merges', requireAdmin, createMerge(web));
  app.get('/customers/:id/export', requireAdmin, sendExport(web));
  app.get('/customers/:id/erasure', requireAdmin, showErasure(web));
  app.post('/customers/:id/erasure', requireAdmin, createErasure(web));
  app.post('/saved-views', createSavedView(web));
  app.post('/saved-views/:id/deletion', deleteSavedView(web));
  app.post('/tickets', createTicket(web));
  app.get('/tickets/new', showNewTicket(web));
  app.get('/tickets/:number', showTicket(web));
  app.get('/tickets/:number/conversation', showConversation(web));
  app.get('/tickets/:number/side', showTicketSide(web));
  app.get('/tickets/:number/company', showCompany(web));
  app.post('/tickets/:number/replies', createReply(web));
  app.post('/tickets/:number/notes', createNote(web));
  app.post('/tickets/:number/state', setTicketState(web));
  app.post('/tickets/:number/owner', setTicketOwner(web));
  app.post('/tickets/:number/group', setTicketGroup(web));
  app.post('/tickets/:number/priority', setTicketPriority(web));
  app.post('/tickets/:number/tags', setTicketTag(web, 'add'));
  app.post('/tickets/:number/removed-tags', setTicketTag(web, 'remove'));
  app.post('/tickets/:number/links', createLink(web));
  app.post('/tickets/:number/removed-links', removeLink(web));
  app.post('/tickets/:number/merge', createTicketMerge(web));
  app.post('/tickets/:number/separation', createSeparation(web));
  app.post('/articles/:id/ticket', createSplit(web));
  app.post('/drafts', saveDraft(web));
  app.get('/canned-answers/:id/text', sendCannedText(web));
  app.post('/drafts/continuation', continueDraft(web));
  app.post('/drafts/deletion', deleteDraft(web));
  app.post('/drafts/attachments', createDraftAttachments(web));
  app.get('/draft-attachments/:id', sendDraftAttachment(web));
  app.get('/articles/:id/body', showMessageFrame(web));
  app.post('/articles/:id/images', createShownImages(web));
  app.get('/articles/:id/raw', sendRawMail(web));
  app.get('/attachments/:id', sendAttachment(web));
  app.get('/outbox', showOutbox(web));
  app.get('/outbox/link', showOutboxLink(web));
  app.post('/outbox/:id/attempts', createAttempt(web));
  app.post('/outbox/:id/confirmation', createConfirmation(web));
  app.post('/outbox/:id/cancellation', createCancellation(web));
  app.post('/outbox/:id/searches', createSearch(web));
  app.post('/outbox/:id/dismissal', createDismissal(web));

  app.use('/channels/*', requireAdmin);
  app.use('/settings/*', requireAdmin);
  app.use('/oauth/*', requireAdmin);
  app.get('/settings/microsoft', showMicrosoftApp(web));
  app.post('/settings/microsoft', saveMicrosoftApp(web));
  app.post('/settings/microsoft/checks', checkMicrosoftApp(web));
  app.get('/settings/alerts', showAlertSettings(web));
  app.post('/settings/alerts', saveAlertSettings(web));
  app.post('/settings/alerts/tests', createAlertTest(web));
  app.get('/settings/mail', showMailSettings(web));
  app.post('/settings/mail', saveMailSettings(web));
  app.get('/settings/sending', showSendingSettings(web));
  app.post('/settings/sending', saveSendingSettings(web));
  app.get('/settings/canned-answers', showCannedAnswers(web));
  app.post('/settings/canned-answers', saveCannedAnswer(web));
  app.get('/settings/canned-answers/new', showNewCannedAnswer(web));
  app.post('/settings/canned-answers/preview', previewCannedAnswer());
  app.get('/settings/canned-answers/:id{[0-9]+}', showCannedAnswer(web));
  app.post('/settings/canned-answers/:id{[0-9]+}', saveCannedAnswer(web));
  app.post('/settings/canned-answers/:id{[0-9]+}/deletion', deleteCannedAnswer(web));
  app.get('/settings/groups', showGroups(web));
  app.post('/settings/groups', createGroup(web));
  app.get('/settings/groups/new', showNewGroup(web));
  app.get('/settings/groups/:id', showGroup(web));
  app.post('/settings/groups/:id', updateGroup(web));
  app.post('/settings/groups/:id/deactivation', switchGroup(web, false));
  app.post('/settings/groups/:id/activation', switchGroup(web, true));
  app.get('/settings/users', showUsers(web));
  app.post('/settings/users', createUser(web));
  app.get('/settings/users/new', showNewUser(web));
  app.get('/settings/users/:id', showUser(web));
  app.post('/settings/users/:id', updateUser(web));
  app.post('/settings/users/:id/password', setUserPassword(web));
  app.post('/settings/users/:id/deactivation', switchUser(web, false));
  app.post('/settings/users/:id/activation', switchUser(web, true));
  app.get('/settings/filters', showFilters(web));
  app.post('/settings/filters', saveFilter(web));
  app.get('/settings/filters/new', showNewFilter(web));
  app.get('/settings/filters/:id{[0-9]+}', showFilter(web));
  app.post('/settings/filters/:id{[0-9]+}', saveFilter(web));
  app.post('/settings/filters/:id{[0-9]+}/position', moveFilter(web));
  app.post('/settings/filters/:id{[0-9]+}/activity', switchFilter(web));
  app.post('/settings/filters/:id{[0-9]+}/deletion', deleteFilter(web));
  app.get('/oauth/microsoft/start', startSignIn(web));
  app.get('/oauth/microsoft/callback', finishSignIn(web));
  app.get('/channels', showChannels(web));
  app.get('/channels/list', showChannelList(web));
  app.get('/channels/new/email', showNewMailAccount());
  app.post('/channels/new/email', createMailAccount(web));
  app.get('/channels/:id', showChannel(web));
  app.get('/channels/:id/panel', showChannelPanel(web));
  app.get('/channels/:id/account', showMailAccount(web));
  app.post('/channels/:id/account', updateMailAccount(web));
  app.post('/channels/:id/rollback', createRollback(web));
  app.get('/channels/:id/setup', showChannelSetup(web));
  app.post('/channels/:id/setup', saveChannelSetup(web));
  app.get('/channels/:id/addresses/new', showNewAddress(web));
  app.post('/channels/:id/addresses', createAddress(web));
  app.get('/channels/:id/addresses/:address{[0-9]+}', showAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}', updateAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}/primary', setPrimaryAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}/removal', deleteAddress(web));
  app.get('/channels/:id/deletion', showDeletion(web));
  app.post('/channels/:id/deletion', createDeletion(web));
  app.get('/channels/:id/trace', sendTrace(web));
  app.post('/channels/:id/trace', createTrace(web));
  app.post('/channels/:id/trace/deletion', deleteTrace(web));
  app.get('/channels/:id/folders', showFolders(web));
  app.get('/channels/:id/rehearsal', showRehearsal(web));
  app.post('/channels/:id/start', createStart(web));
  app.post('/channels/:id/checks', createCheck(web));
  app.get('/channels/:id/checks/:check', showCheck(web));
  app.get('/channels/:id/checks/:check/lines', showCheckLines(web));
  app.post('/channels/:id/reconciliations', createReconciliation(web));
  app.get('/channels/:id/reconciliations/:run', showReconciliation(web));
  app.get('/channels/:id/reconciliations/:run/panel', showReconciliationPanel(web));
  app.post('/channels/:id/fetches', createFetch(web));
  app.post('/channels/:id/pause', createPause(web));
  app.post('/channels/:id/resumption', createResumption(web));

  app.use('/quarantine/*', requireAdmin);
  app.get('/quarantine', showQuarantine(web));
  app.get('/quarantine/list', showQuarantineList(web));
  app.get('/quarantine/link', showQuarantineLink());
  app.post('/quarantine/attempts', createAttempts(web));
  app.get('/quarantine/:id{[0-9]+}', showQuarantined(web));
  app.get('/quarantine/:id{[0-9]+}/raw', sendQuarantined(web));
  app.post('/quarantine/:id{[0-9]+}/attempts', createQuarantineAttempt(web));
  app.post('/quarantine/:id{[0-9]+}/article', createMadeUpArticle(web));
  app.get('/quarantine/:id{[0-9]+}/discard', showDiscard(web));
  app.post('/quarantine/:id{[0-9]+}/discard', createDiscard(web));

  return {
    fetch: app.fetch,
    request: app.request,
    routes: app.routes,
    /** Ends the open event streams. */
    close: () => closing.abort(),
  };
}
