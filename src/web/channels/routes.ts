import { showChannelsLink, showTroubles } from '../channel-troubles.tsx';
import type { WebApp, WebContext } from '../context.ts';
import {
  createAppChannel,
  probeAppAccess,
  showAppAccess,
  showAppAccessPanel,
  showNewAppChannel,
} from './app-access.tsx';
import { createFetch, createPause, createResumption } from './channel-actions.ts';
import {
  createAddress,
  deleteAddress,
  setMailboxAddress,
  setPrimaryAddress,
  showAddress,
  showNewAddress,
  updateAddress,
} from './channel-addresses.tsx';
import { createCheck, showCheck, showCheckLines } from './channel-checks.tsx';
import { createDeletion, showDeletion } from './channel-deletion.tsx';
import { acceptFolder } from './channel-elsewhere.ts';
import { createRollback } from './channel-migration.ts';
import { showChannel, showChannelPanel } from './channel-page.tsx';
import {
  createReconciliation,
  showReconciliation,
  showReconciliationPanel,
} from './channel-reconciliation.tsx';
import { createStart, showRehearsal } from './channel-rehearsal.tsx';
import { saveChannelRoads } from './channel-roads.ts';
import { saveChannelSetup, showChannelSetup, showFolders } from './channel-setup.tsx';
import { createTrace, deleteTrace, sendTrace } from './channel-trace.ts';
import { showChannelList, showChannels } from './channels.tsx';
import { createRescue, showJunk, showJunkList } from './junk.tsx';
import {
  createMailAccount,
  showMailAccount,
  showNewMailAccount,
  updateMailAccount,
} from './mail-account.tsx';
import { showNewChannel } from './new-channel.tsx';

/** Connected mailboxes: set-up, rehearsal, checks, addresses, removal. */
export function addChannelRoutes(app: WebApp, web: WebContext): void {
  // For everybody, to each what concerns him.
  app.get('/channel-troubles', showTroubles);
  addStrayRoutes(app, web);
  app.get('/channels', showChannels(web));
  app.get('/channels/list', showChannelList(web));
  app.get('/channels/link', showChannelsLink(web));
  addNewChannelRoutes(app, web);
  app.get('/channels/:id', showChannel(web));
  app.get('/channels/:id/panel', showChannelPanel(web));
  app.get('/channels/:id/account', showMailAccount(web));
  app.post('/channels/:id/account', updateMailAccount(web));
  app.post('/channels/:id/rollback', createRollback(web));
  app.get('/channels/:id/setup', showChannelSetup(web));
  app.post('/channels/:id/setup', saveChannelSetup(web));
  app.post('/channels/:id/roads', saveChannelRoads(web));
  addAddressRoutes(app, web);
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
}

/** What lies where nobody fetches: junk for whoever answers its senders, the inbox for admins. */
function addStrayRoutes(app: WebApp, web: WebContext): void {
  app.get('/junk', showJunk(web));
  app.get('/junk/list', showJunkList(web));
  app.post('/junk/:id{[0-9]+}/rescue', createRescue(web));
  app.post('/channels/:id/right-folder', acceptFolder(web));
}

/** Mailboxes to come, by the way they are opened, and what an app may do without a person. */
function addNewChannelRoutes(app: WebApp, web: WebContext): void {
  app.get('/channels/new', showNewChannel(web));
  app.get('/channels/new/email', showNewMailAccount(web));
  app.post('/channels/new/email', createMailAccount(web));
  app.get('/channels/new/app', showNewAppChannel(web));
  app.post('/channels/new/app', createAppChannel(web));
  app.get('/channels/:id/access', showAppAccess(web));
  app.get('/channels/:id/access/panel', showAppAccessPanel(web));
  app.post('/channels/:id/access', probeAppAccess(web));
}

function addAddressRoutes(app: WebApp, web: WebContext): void {
  app.get('/channels/:id/addresses/new', showNewAddress(web));
  app.post('/channels/:id/addresses', createAddress(web));
  app.get('/channels/:id/addresses/:address{[0-9]+}', showAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}', updateAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}/primary', setPrimaryAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}/mailbox', setMailboxAddress(web));
  app.post('/channels/:id/addresses/:address{[0-9]+}/removal', deleteAddress(web));
}
