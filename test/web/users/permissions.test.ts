import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { updateOutboxItem } from '../../../src/db/outbox.ts';
import { articles } from '../../../src/db/schema/schema-tickets.ts';
import { moveArticles } from '../../../src/db/ticket-merges.ts';
import { assetUrls } from '../../../src/web/assets.ts';
import type { Person } from '../../support/ticket-desk.ts';
import { openTwoGroups, type TwoGroups, type VisitorName, visitorNames } from '../../support/two-groups.ts';

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
});
after(() => house.close());

/** Who gets what is asked for; everybody else gets what his place in the order says. */
/** `customer`: whoever may answer one of the customer's tickets; ours has one in each group. `somewhere`: in any group. */
type Policy = 'public' | 'user' | 'read' | 'customer' | 'somewhere' | 'answer' | 'full' | 'admin';

interface Row {
  readonly policy: Policy;
  /** The address to ask for where the route has parameters. */
  readonly path?: () => string;
  readonly fields?: () => Record<string, string>;
  readonly prepare?: () => Promise<void>;
  /** What those get who are let through; 200 for GET, 303 for POST. */
  readonly status?: number;
}

const ticket = (rest = '') => ({ path: () => `/tickets/${house.numbers.own}${rest}` });
const article = (rest: string) => ({ path: () => `/articles/${house.articleId}${rest}` });
const customer = (rest = '') => ({ path: () => `/customers/1${rest}` });
const delivery = (rest: string) => ({ path: () => `/outbox/${house.deliveryId}${rest}` });
const channel = (rest = '') => ({ path: () => `/channels/${house.desk.channel.id}${rest}` });
const group = (rest = '') => ({ path: () => `/settings/groups/${house.groups.other}${rest}` });
const user = (rest = '') => ({ path: () => `/settings/users/${house.spareUserId}${rest}` });
const filter = (rest = '') => ({ path: () => `/settings/filters/1${rest}` });
const hook = (rest = '') => ({ path: () => `/settings/webhooks/999${rest}` });
const canned = (rest = '') => ({ path: () => `/settings/canned-answers/999${rest}` });
const held = (rest = '') => ({ path: () => `/quarantine/999${rest}` });
const draft = (kind: string) => ({ kind, ticket: String(house.numbers.own), key: 'a-draft-of-mine' });
let forms = 0;
const typed = (fields: Record<string, string>) => () => ({ key: `form-number-${++forms}`, ...fields });
const markUnknown = () =>
  house.desk.desk.write((tx) => updateOutboxItem(tx, house.deliveryId, { state: 'unknown' }));
/** Takes back what the visitor before has split off. */
const joinSplit = () =>
  house.desk.desk.write(async (tx) => {
    const [row] = await tx.select().from(articles).where(eq(articles.id, house.articleId));
    if (row !== undefined) await moveArticles(tx, row.ticketId, house.ticketId, [row.id]);
  });

/** Every route of the program. A route without a row fails the test. */
const rows: Readonly<Record<string, Row>> = {
  'GET /healthz': { policy: 'public' },
  'GET /manifest.webmanifest': { policy: 'public' },
  'GET /readyz': { policy: 'public' },
  // For this machine only, and asked here without a connection.
  'GET /metrics': { policy: 'public', status: 404 },
  'GET /assets/:hash/:name': { policy: 'public', path: () => assetUrls.style },
  // There are users already.
  'GET /setup': { policy: 'public', status: 404 },
  'POST /setup': { policy: 'public', status: 404 },
  'GET /login': { policy: 'public' },
  'POST /login': {
    policy: 'public',
    fields: () => ({ email: 'x@y.example', password: 'wrong' }),
    status: 401,
  },

  // For Microsoft Graph alone; a form is none of its notifications.
  'POST /microsoft/notifications': { policy: 'public', status: 400 },
  'POST /microsoft/lifecycle': { policy: 'public', status: 400 },
  'POST /login/factor': { policy: 'public', fields: () => ({ step: 'none', code: '000000' }), status: 401 },

  'GET /': { policy: 'user', status: 302 },
  'GET /events': { policy: 'user' },
  'GET /account': { policy: 'user' },
  'POST /account/password': { policy: 'user', fields: () => ({ current: 'wrong' }), status: 422 },
  'POST /account/place': { policy: 'user' },
  'POST /account/ended-sessions': { policy: 'user', fields: () => ({ session: 'of somebody else' }) },
  'GET /account/second-factor': { policy: 'user' },
  'POST /account/password/removal': { policy: 'user', status: 422 },
  'POST /account/second-factor/recovery-codes': { policy: 'user', status: 422 },
  'POST /account/second-factor/passkeys': { policy: 'user', fields: () => ({ answer: '{}' }), status: 422 },
  'POST /account/second-factor/passkeys/options': { policy: 'user', status: 200 },
  'POST /account/second-factor/passkeys/:id{[0-9]+}/removal': {
    policy: 'user',
    path: () => '/account/second-factor/passkeys/999/removal',
    status: 404,
  },
  'GET /forgotten-password': { policy: 'public' },
  'POST /forgotten-password': { policy: 'public', status: 200 },
  'GET /new-password': { policy: 'public' },
  'POST /new-password': { policy: 'public', status: 404 },
  'GET /login/microsoft': { policy: 'public', status: 404 },
  'GET /account/proof/microsoft': { policy: 'user', status: 404 },
  'POST /settings/audit/retention': { policy: 'admin', fields: () => ({ days: '365' }) },
  'POST /mcp': { policy: 'public', status: 401 },
  'GET /settings/language': { policy: 'admin' },
  'GET /settings/backups': { policy: 'admin' },
  'GET /settings/zammad': { policy: 'admin' },
  'GET /settings/mcp': { policy: 'admin' },
  'POST /settings/alerts/secrets': { policy: 'admin', status: 200 },
  'GET /settings/webhooks': { policy: 'admin' },
  'POST /settings/webhooks': { policy: 'admin', status: 422 },
  'GET /settings/webhooks/new': { policy: 'admin' },
  'POST /settings/webhooks/retention': { policy: 'admin', fields: () => ({ days: '30' }) },
  'GET /settings/webhooks/:id{[0-9]+}': { policy: 'admin', ...hook(), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}': { policy: 'admin', ...hook(), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}/deletion': { policy: 'admin', ...hook('/deletion'), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}/pause': { policy: 'admin', ...hook('/pause'), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}/resumption': { policy: 'admin', ...hook('/resumption'), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}/secrets': { policy: 'admin', ...hook('/secrets'), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}/tests': { policy: 'admin', ...hook('/tests'), status: 404 },
  'POST /settings/webhooks/:id{[0-9]+}/deliveries/:delivery{[0-9]+}/attempts': {
    policy: 'admin',
    ...hook('/deliveries/999/attempts'),
    status: 404,
  },
  'POST /settings/language': { policy: 'admin', fields: () => ({ language: '' }) },
  'POST /settings/mcp': { policy: 'admin' },
  'POST /set-up-list/dismissal': { policy: 'admin' },
  'GET /settings/sign-in': { policy: 'admin' },
  'POST /settings/sign-in': { policy: 'admin', fields: () => ({ microsoft: 'off' }) },
  'POST /settings/users/:id/microsoft-removal': { policy: 'admin', ...user('/microsoft-removal') },
  'POST /login/passkey': { policy: 'public', status: 401 },
  'POST /login/passkey/options': { policy: 'public', status: 200 },
  'POST /account/second-factor': { policy: 'user', fields: () => ({ password: 'wrong' }), status: 422 },
  'POST /account/second-factor/removal': {
    policy: 'user',
    fields: () => ({ password: 'wrong' }),
    status: 422,
  },
  'GET /account/tokens': { policy: 'user' },
  'POST /account/tokens': { policy: 'user', fields: () => ({ name: '', days: '1' }), status: 422 },
  'POST /account/tokens/:id{[0-9]+}/revocation': {
    policy: 'user',
    path: () => '/account/tokens/999/revocation',
    status: 404,
  },
  'GET /notifications': { policy: 'user' },
  'GET /notifications/bell': { policy: 'user' },
  'GET /notifications/newest': { policy: 'user' },
  'POST /ticket-columns': { policy: 'user', fields: () => ({ column: 'state' }) },
  'GET /junk': { policy: 'user' },
  'GET /junk/list': { policy: 'user' },
  // Whose groups it is in is asked with the message (test/desk/fetching/rescue-junk).
  'POST /junk/:id{[0-9]+}/rescue': { policy: 'user', path: () => '/junk/999/rescue', status: 404 },
  'POST /notifications/readings': { policy: 'user' },
  'POST /account/notifications': { policy: 'user' },
  'GET /tickets': { policy: 'user' },
  // Each ticket is asked for by itself; what is refused is told in the notice (test/web/bulk).
  'POST /ticket-changes': { policy: 'user' },
  'POST /ticket-changes/undo': { policy: 'user', fields: () => ({ undo: 'of-nobody' }), status: 404 },
  'POST /ticket-merges/new': { policy: 'user' },
  'POST /ticket-merges': { policy: 'user', status: 404 },
  'GET /tickets/:number/join': { policy: 'answer', ...ticket('/join') },
  'GET /palette': { policy: 'user', path: () => '/palette?q=carla' },
  'GET /saved-views': { policy: 'user' },
  'GET /saved-views/tabs': { policy: 'user' },
  'POST /saved-views/:id/position': { policy: 'user', path: () => '/saved-views/999/position', status: 404 },
  'POST /saved-views/:id/group': { policy: 'user', path: () => '/saved-views/999/group', status: 404 },
  'GET /channel-troubles': { policy: 'user' },
  'GET /customers': { policy: 'user' },
  'GET /customers/:id': { policy: 'user', ...customer() },
  'POST /customers/:id': { policy: 'customer', ...customer(), fields: () => ({ name: 'Carla', note: '' }) },
  'POST /customers/:id/block': { policy: 'customer', ...customer('/block') },
  'POST /customers/:id/release': { policy: 'customer', ...customer('/release') },
  'GET /customers/:id/merges': { policy: 'admin', ...customer('/merges') },
  // With itself, and without the word that is asked for.
  'POST /customers/:id/merges': {
    policy: 'admin',
    ...customer('/merges'),
    fields: () => ({ from: '1' }),
    status: 400,
  },
  'GET /customers/:id/export': { policy: 'admin', ...customer('/export') },
  'GET /customers/:id/erasure': { policy: 'admin', ...customer('/erasure') },
  'POST /customers/:id/erasure': { policy: 'admin', ...customer('/erasure'), status: 422 },
  // The saved search is somebody's own; there is none here.
  'POST /saved-views': { policy: 'user', fields: () => ({ name: 'Mine', q: 'owner:me' }) },
  'POST /saved-views/:id/deletion': { policy: 'user', path: () => '/saved-views/999/deletion', status: 404 },
  'GET /customers/suggestions': { policy: 'user', path: () => '/customers/suggestions?to=carla' },
  'GET /tickets/new': { policy: 'somewhere' },
  'POST /tickets': {
    policy: 'answer',
    fields: typed({
      group: '1',
      to: 'carla@customer.example',
      subject: 'Hello',
      text: 'Hello',
      state: 'open',
    }),
  },
  'GET /tickets/:number': { policy: 'read', ...ticket() },
  'GET /tickets/:number/conversation': { policy: 'read', ...ticket('/conversation') },
  'GET /tickets/:number/print': { policy: 'read', ...ticket('/print') },
  'GET /tickets/:number/side': { policy: 'read', ...ticket('/side') },
  'GET /articles/:id/body': { policy: 'read', ...article('/body') },
  'GET /articles/:id/raw': { policy: 'read', ...article('/raw') },
  // There is none; a picture of another group is tried in web/account/signature.
  'GET /signature-pictures/:id': { policy: 'user', path: () => '/signature-pictures/999', status: 404 },
  'POST /account/signature': { policy: 'user', fields: () => ({ signature: 'Yours' }) },
  // The signature of nobody.
  'GET /articles/:id/pictures/:attachment/:signature': {
    policy: 'user',
    ...article('/pictures/1/none'),
    status: 404,
  },
  'GET /attachments/:id': { policy: 'read', path: () => `/attachments/${house.attachmentId}` },
  // It is no picture and no PDF.
  'GET /attachments/:id/preview': {
    policy: 'read',
    path: () => `/attachments/${house.attachmentId}/preview`,
    status: 404,
  },
  'GET /attachments/:id/pdf': {
    policy: 'read',
    path: () => `/attachments/${house.attachmentId}/pdf`,
    status: 404,
  },
  'POST /tickets/:number/replies': {
    policy: 'answer',
    ...ticket('/replies'),
    fields: typed({ to: 'carla@customer.example', text: 'Hello', state: 'open' }),
  },
  'POST /tickets/:number/notes': { policy: 'answer', ...ticket('/notes'), fields: typed({ text: 'Hm' }) },
  'POST /tickets/:number/state': {
    policy: 'answer',
    ...ticket('/state'),
    fields: () => ({ state: 'waiting' }),
  },
  'POST /tickets/:number/owner': { policy: 'answer', ...ticket('/owner'), fields: () => ({ owner: '' }) },
  'POST /tickets/:number/following': {
    policy: 'read',
    ...ticket('/following'),
    fields: () => ({ follow: 'on' }),
  },
  'GET /tickets/:number/presence': { policy: 'read', ...ticket('/presence') },
  'GET /tickets/:number/news': { policy: 'answer', ...ticket('/news') },
  'POST /tickets/:number/priority': {
    policy: 'answer',
    ...ticket('/priority'),
    fields: () => ({ priority: 'high' }),
  },
  'POST /tickets/:number/tags': { policy: 'answer', ...ticket('/tags'), fields: () => ({ tag: 'urgent' }) },
  'POST /tickets/:number/removed-tags': {
    policy: 'answer',
    ...ticket('/removed-tags'),
    fields: () => ({ tag: 'urgent' }),
  },
  // The other ticket is seen by nobody but the stranger and the admin, and linked to itself by nobody.
  'POST /tickets/:number/links': {
    policy: 'answer',
    ...ticket('/links'),
    fields: () => ({ number: String(house.numbers.own) }),
    status: 422,
  },
  'POST /tickets/:number/removed-links': {
    policy: 'answer',
    ...ticket('/removed-links'),
    fields: () => ({ number: String(house.numbers.own) }),
    status: 400,
  },
  'POST /tickets/:number/merge': {
    policy: 'full',
    ...ticket('/merge'),
    fields: () => ({ number: String(house.numbers.own) }),
    status: 422,
  },
  'POST /tickets/:number/separation': { policy: 'full', ...ticket('/separation'), status: 409 },
  'POST /articles/:id/ticket': {
    policy: 'answer',
    path: () => `/articles/${house.articleId}/ticket`,
    prepare: joinSplit,
  },
  'POST /articles/:id/images': { policy: 'answer', ...article('/images') },
  'POST /drafts': { policy: 'answer', path: () => '/drafts', fields: () => draft('reply'), status: 204 },
  'POST /drafts/attachments': { policy: 'answer', fields: () => draft('note'), status: 200 },
  // There is none; who may not answer is not told.
  'GET /canned-answers/:id/text': {
    policy: 'answer',
    path: () => `/canned-answers/999/text?ticket=${house.numbers.own}`,
    status: 404,
  },
  'POST /drafts/continuation': { policy: 'answer', fields: () => draft('reply') },
  'POST /drafts/deletion': { policy: 'answer', fields: () => draft('reply') },
  // Somebody else's, for everybody.
  'GET /draft-attachments/:id': { policy: 'user', path: () => '/draft-attachments/999', status: 404 },
  // What it tells of is asked for each ticket (test/web/search/trace).
  'GET /trace/mailboxes': { policy: 'user', path: () => '/trace/mailboxes?q=carla@customer.example' },
  'POST /trace/rescues': { policy: 'user', path: () => '/trace/rescues', status: 404 },
  'GET /trace': { policy: 'user', path: () => '/trace?q=carla@customer.example' },
  // What is counted is asked for each group (test/web/reports).
  'GET /reports': { policy: 'user' },
  'GET /reports/file': { policy: 'user' },
  'GET /outbox': { policy: 'user' },
  'GET /outbox/link': { policy: 'user' },
  'POST /outbox/:id/time': {
    policy: 'answer',
    ...delivery('/time'),
    prepare: markUnknown,
    status: 409,
    fields: () => ({ later: 'tomorrow', zone: 'UTC' }),
  },
  'POST /outbox/:id/searches': { policy: 'answer', ...delivery('/searches') },
  'POST /outbox/:id/dismissal': { policy: 'answer', ...delivery('/dismissal'), prepare: markUnknown },
  'POST /outbox/:id/attempts': { policy: 'answer', ...delivery('/attempts'), prepare: markUnknown },
  'POST /outbox/:id/confirmation': { policy: 'answer', ...delivery('/confirmation'), prepare: markUnknown },
  // It was sent again, or confirmed, by the rows before: too late, whoever asks.
  'POST /outbox/:id/cancellation': {
    policy: 'answer',
    ...delivery('/cancellation'),
    prepare: markUnknown,
    status: 409,
  },
  // Where it is already; to move it takes full access (test/desk/tickets/unchanged-fields, test/desk/door).
  'POST /tickets/:number/group': {
    policy: 'answer',
    ...ticket('/group'),
    fields: () => ({ group: String(house.groups.own) }),
  },

  'GET /channels': { policy: 'admin' },
  'GET /channels/list': { policy: 'admin' },
  'GET /channels/link': { policy: 'admin' },
  'GET /channels/:id': { policy: 'admin', ...channel() },
  'GET /channels/:id/panel': { policy: 'admin', ...channel('/panel') },
  'GET /channels/:id/setup': { policy: 'admin', ...channel('/setup') },
  'POST /channels/:id/setup': { policy: 'admin', ...channel('/setup'), status: 422 },
  'GET /channels/:id/addresses/new': { policy: 'admin', ...channel('/addresses/new') },
  'POST /channels/:id/addresses': { policy: 'admin', ...channel('/addresses'), status: 422 },
  // The channel has no address of this number.
  'GET /channels/:id/addresses/:address{[0-9]+}': {
    policy: 'admin',
    ...channel('/addresses/999'),
    status: 404,
  },
  'POST /channels/:id/addresses/:address{[0-9]+}': {
    policy: 'admin',
    ...channel('/addresses/999'),
    status: 404,
  },
  'POST /channels/:id/addresses/:address{[0-9]+}/mailbox': {
    policy: 'admin',
    ...channel('/addresses/999/mailbox'),
    status: 404,
  },
  'POST /channels/:id/addresses/:address{[0-9]+}/primary': {
    policy: 'admin',
    ...channel('/addresses/999/primary'),
    status: 404,
  },
  'POST /channels/:id/addresses/:address{[0-9]+}/removal': {
    policy: 'admin',
    ...channel('/addresses/999/removal'),
    status: 404,
  },
  // No app is registered here: the way leads to its page.
  'GET /channels/new': { policy: 'admin', status: 303 },
  'GET /channels/new/app': { policy: 'admin', status: 303 },
  'POST /channels/new/app': { policy: 'admin' },
  // This channel is opened by a person who signs in, not by the app.
  'GET /channels/:id/access': { policy: 'admin', ...channel('/access'), status: 404 },
  'GET /channels/:id/access/panel': { policy: 'admin', ...channel('/access/panel'), status: 404 },
  'POST /channels/:id/access': { policy: 'admin', ...channel('/access'), status: 409 },
  'POST /channels/:id/roads': { policy: 'admin', ...channel('/roads'), status: 400 },
  'POST /settings/microsoft/apps/:id{[0-9]+}/credential': {
    policy: 'admin',
    path: () => '/settings/microsoft/apps/999/credential',
    status: 404,
  },
  'GET /settings/microsoft/apps/:id{[0-9]+}/credentials/:credential{[0-9]+}/certificate.cer': {
    policy: 'admin',
    path: () => '/settings/microsoft/apps/999/credentials/1/certificate.cer',
    status: 404,
  },
  'POST /settings/microsoft/apps/:id{[0-9]+}/credentials': {
    policy: 'admin',
    path: () => '/settings/microsoft/apps/999/credentials',
    status: 400,
  },
  'POST /settings/microsoft/apps/:id{[0-9]+}/credentials/:credential{[0-9]+|secret}/removal': {
    policy: 'admin',
    path: () => '/settings/microsoft/apps/999/credentials/1/removal',
    status: 404,
  },
  'POST /settings/microsoft/consent-request/dismissal': { policy: 'admin' },
  'GET /channels/new/email': { policy: 'admin' },
  'POST /channels/new/email': { policy: 'admin', status: 422 },
  // This channel signs in at Microsoft and never had a password.
  'GET /channels/:id/account': { policy: 'admin', ...channel('/account'), status: 404 },
  'POST /channels/:id/account': { policy: 'admin', ...channel('/account'), status: 404 },
  'POST /channels/:id/rollback': { policy: 'admin', ...channel('/rollback'), status: 404 },
  'GET /channels/:id/deletion': { policy: 'admin', ...channel('/deletion') },
  'POST /channels/:id/deletion': { policy: 'admin', ...channel('/deletion'), status: 422 },
  // None is switched on yet.
  'GET /channels/:id/trace': { policy: 'admin', ...channel('/trace'), status: 404 },
  'POST /channels/:id/trace': { policy: 'admin', ...channel('/trace') },
  'POST /channels/:id/trace/deletion': { policy: 'admin', ...channel('/trace/deletion') },
  'GET /channels/:id/folders': { policy: 'admin', ...channel('/folders') },
  // It is started already, as the two say.
  'GET /channels/:id/rehearsal': { policy: 'admin', ...channel('/rehearsal'), status: 303 },
  'POST /channels/:id/start': { policy: 'admin', ...channel('/start'), status: 409 },
  'POST /channels/:id/checks': { policy: 'admin', ...channel('/checks') },
  'GET /channels/:id/checks/:check': { policy: 'admin', ...channel('/checks/none'), status: 404 },
  'GET /channels/:id/checks/:check/lines': { policy: 'admin', ...channel('/checks/none/lines'), status: 404 },
  'POST /channels/:id/reconciliations': { policy: 'admin', ...channel('/reconciliations') },
  'GET /channels/:id/reconciliations/:run': {
    policy: 'admin',
    ...channel('/reconciliations/none'),
    status: 404,
  },
  'GET /channels/:id/reconciliations/:run/panel': {
    policy: 'admin',
    ...channel('/reconciliations/none/panel'),
    status: 404,
  },
  'POST /channels/:id/fetches': { policy: 'admin', ...channel('/fetches') },
  // It fetches the inbox.
  'POST /channels/:id/right-folder': { policy: 'admin', ...channel('/right-folder'), status: 409 },
  'POST /channels/:id/pause': { policy: 'admin', ...channel('/pause') },
  'POST /channels/:id/resumption': { policy: 'admin', ...channel('/resumption') },
  'GET /settings/microsoft': { policy: 'admin' },
  'POST /settings/microsoft': { policy: 'admin', status: 422 },
  'POST /settings/microsoft/checks': { policy: 'admin', status: 422 },
  'GET /oauth/microsoft/start': { policy: 'admin', status: 400 },
  'GET /oauth/microsoft/callback': { policy: 'admin', status: 400 },
  'GET /settings/alerts': { policy: 'admin' },
  'POST /settings/alerts': { policy: 'admin', status: 422 },
  'POST /settings/alerts/tests': { policy: 'admin' },
  'GET /settings/mail': { policy: 'admin' },
  'POST /settings/mail': { policy: 'admin', status: 422 },
  'GET /settings/sending': { policy: 'admin' },
  'POST /settings/sending': { policy: 'admin', status: 422 },
  'GET /settings/canned-answers': { policy: 'admin' },
  'POST /settings/canned-answers': { policy: 'admin', status: 422 },
  'GET /settings/canned-answers/new': { policy: 'admin' },
  'POST /settings/canned-answers/preview': { policy: 'admin', status: 200 },
  // There is no such canned answer.
  'GET /settings/canned-answers/:id{[0-9]+}': { policy: 'admin', ...canned(), status: 404 },
  'POST /settings/canned-answers/:id{[0-9]+}': { policy: 'admin', ...canned(), status: 404 },
  'POST /settings/canned-answers/:id{[0-9]+}/deletion': {
    policy: 'admin',
    ...canned('/deletion'),
    status: 404,
  },
  'GET /settings/groups': { policy: 'admin' },
  'POST /settings/groups': { policy: 'admin', status: 422 },
  'GET /settings/groups/new': { policy: 'admin' },
  'GET /settings/groups/:id': { policy: 'admin', ...group() },
  'POST /settings/groups/:id': { policy: 'admin', ...group(), status: 422 },
  'POST /settings/groups/:id/deactivation': { policy: 'admin', ...group('/deactivation') },
  'POST /settings/groups/:id/activation': { policy: 'admin', ...group('/activation') },
  'GET /settings/users': { policy: 'admin' },
  'POST /settings/users': { policy: 'admin', status: 422 },
  'GET /settings/users/new': { policy: 'admin' },
  'GET /settings/users/:id{[0-9]+}': { policy: 'admin', ...user() },
  'POST /settings/users/:id': { policy: 'admin', ...user(), status: 422 },
  'POST /settings/users/:id/password': { policy: 'admin', ...user('/password'), status: 422 },
  'GET /settings/audit': { policy: 'admin' },
  'GET /settings/audit/file': { policy: 'admin' },
  'POST /settings/users/second-factor': { policy: 'admin' },
  'POST /settings/users/:id/invitations': { policy: 'admin', ...user('/invitations') },
  'POST /settings/users/:id/ended-sessions': { policy: 'admin', ...user('/ended-sessions') },
  'POST /settings/users/:id/second-factor-removal': {
    policy: 'admin',
    path: () => '/settings/users/999/second-factor-removal',
    status: 404,
  },
  'POST /settings/users/:id/deactivation': { policy: 'admin', ...user('/deactivation') },
  'POST /settings/users/:id/activation': { policy: 'admin', ...user('/activation') },
  // There is no such filter.
  'GET /settings/filters': { policy: 'admin' },
  'POST /settings/filters': { policy: 'admin', status: 422 },
  'GET /settings/filters/new': { policy: 'admin' },
  'GET /settings/filters/:id{[0-9]+}': { policy: 'admin', ...filter(), status: 404 },
  'POST /settings/filters/:id{[0-9]+}': { policy: 'admin', ...filter(), status: 422 },
  'POST /settings/filters/:id{[0-9]+}/position': { policy: 'admin', ...filter('/position'), status: 404 },
  'POST /settings/filters/:id{[0-9]+}/activity': { policy: 'admin', ...filter('/activity'), status: 404 },
  'POST /settings/filters/:id{[0-9]+}/deletion': { policy: 'admin', ...filter('/deletion'), status: 404 },

  'GET /quarantine': { policy: 'admin' },
  'GET /quarantine/list': { policy: 'admin' },
  'GET /quarantine/link': { policy: 'admin' },
  'POST /quarantine/attempts': { policy: 'admin' },
  // Nothing is in quarantine.
  'GET /quarantine/:id{[0-9]+}': { policy: 'admin', ...held(), status: 404 },
  'GET /quarantine/:id{[0-9]+}/raw': { policy: 'admin', ...held('/raw'), status: 404 },
  'POST /quarantine/:id{[0-9]+}/attempts': { policy: 'admin', ...held('/attempts'), status: 404 },
  'POST /quarantine/:id{[0-9]+}/article': { policy: 'admin', ...held('/article'), status: 404 },
  'GET /quarantine/:id{[0-9]+}/discard': { policy: 'admin', ...held('/discard'), status: 404 },
  'POST /quarantine/:id{[0-9]+}/discard': { policy: 'admin', ...held('/discard'), status: 404 },

  // The last one, because it ends the sessions.
  'POST /logout': { policy: 'user' },
};

/** From which visitor on each policy lets people through. */
const firstAllowed: Readonly<Record<Policy, VisitorName>> = {
  public: 'nobody',
  user: 'stranger',
  read: 'reader',
  customer: 'stranger',
  somewhere: 'stranger',
  answer: 'answerer',
  full: 'mover',
  admin: 'admin',
};

function expectStatus(name: VisitorName, method: string, { policy, status }: Row): number {
  if ((policy === 'customer' || policy === 'somewhere') && name === 'reader') return 403;
  if (visitorNames.indexOf(name) >= visitorNames.indexOf(firstAllowed[policy])) {
    return status ?? (method === 'GET' ? 200 : 303);
  }
  if (name === 'nobody') return method === 'GET' ? 303 : 401;
  // Whoever may not see a ticket is not told that it is there.
  return policy !== 'admin' && name === 'stranger' ? 404 : 403;
}

async function ask(
  visitor: Omit<Person, 'id' | 'actor'>,
  method: string,
  path: string,
  row: Row,
): Promise<Response> {
  await row.prepare?.();
  const target = row.path?.() ?? path;
  return method === 'GET' ? visitor.get(target) : visitor.post(target, row.fields?.() ?? {});
}

test('every route has a row, and every row a route', () => {
  // The routes of the API are tried with tokens (test/web/api/scopes).
  const routes = house.desk.routes.filter(
    ({ method, path }) => method !== 'ALL' && !path.startsWith('/api/v1/'),
  );
  const names = new Set(routes.map(({ method, path }) => `${method} ${path}`));
  assert.deepEqual([...names].sort(), Object.keys(rows).sort());
});

test('a number that no number is, wherever an address has one, is as if it were not there', async () => {
  const names = [
    'after',
    'answer',
    'before',
    'channel',
    'forward',
    'group',
    'open',
    'since',
    'ticket',
    'unread',
  ];
  const query = new URLSearchParams(names.map((name) => [name, 'Infinity']));
  for (const [route, row] of Object.entries(rows)) {
    const [method, path = ''] = route.split(' ');
    if (method !== 'GET') continue;
    const target = row.path?.() ?? path;
    const answer = await house.visitors.admin.get(`${target}${target.includes('?') ? '&' : '?'}${query}`);
    await answer.body?.cancel();
    assert.ok(answer.status < 500, `${route}: ${answer.status}`);
  }
});

describe('every route answers each visitor as its row says', () => {
  for (const [name, row] of Object.entries(rows)) {
    const [method = '', path = ''] = name.split(' ');
    test(`${name}: ${row.policy}`, async () => {
      const found: Record<string, number> = {};
      const expected: Record<string, number> = {};
      for (const visitor of visitorNames) {
        const answer = await ask(house.visitors[visitor], method, path, row);
        await answer.body?.cancel();
        found[visitor] = answer.status;
        expected[visitor] = expectStatus(visitor, method, row);
        if (visitor === 'nobody' && answer.status === 303) {
          assert.match(answer.headers.get('location') ?? '', /^\/login/, 'nobody is sent to the sign-in');
        }
      }
      assert.deepEqual(found, expected);
    });
  }
});
