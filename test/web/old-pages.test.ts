import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { type Commands, commands } from '../../src/desk/commands.ts';
import { mergeTickets } from '../../src/desk/tickets/merge-tickets.ts';
import { doorRows } from '../support/door-rows.ts';
import { readPageForm } from '../support/page-form.ts';
import { openTicketDesk, type Person, supportAddress, type TicketDesk } from '../support/ticket-desk.ts';

// Two admins have the same page open. What one saves from a page that is older than the other's change is asked about: the
// change is shown, nothing is done yet, and one press does it with all that was typed.

let desk: TicketDesk;
let ada: Person;
let ben: Person;
let count = 0;

before(async () => {
  desk = await openTicketDesk();
  ada = await desk.signIn('admin', 'Ada Admin');
  ben = await desk.signIn('admin', 'Ben Admin');
});
after(() => desk.close());

type Fields = Readonly<Record<string, string>>;

/** One form, and what the other one does meanwhile. */
interface Case {
  readonly page: string;
  /** Where the form goes to, from the page. */
  readonly action: string;
  /** What is typed into it. */
  readonly typed?: Fields;
  readonly theirs: { readonly page?: string; readonly action: string; readonly typed?: Fields };
  /** One value that the form changes. */
  readonly state: () => Promise<unknown>;
  /** In the words of the history. */
  readonly words: RegExp;
}

async function one<T>(query: ReturnType<typeof sql>): Promise<T> {
  const [row] = await desk.desk.read.all<T>(query);
  assert.ok(row);
  return row;
}

const everySetting = () => one(sql`SELECT json_group_array(value) AS all_values FROM settings`);
const rowOf = (table: string, id: number) => async () =>
  JSON.stringify(await desk.desk.read.all(sql`SELECT * FROM ${sql.identifier(table)} WHERE id = ${id}`));

async function send(person: Person, { page, action, typed = {} }: Pick<Case, 'page' | 'action' | 'typed'>) {
  const form = readPageForm(await (await person.get(page)).text(), action);
  return person.post(action, { ...form, ...typed });
}

async function newest(table: string): Promise<number> {
  return (await one<{ id: number }>(sql`SELECT max(id) AS id FROM ${sql.identifier(table)}`)).id;
}

/** A ticket of a customer of its own. */
async function openTicket(): Promise<{ number: number; id: number; customerId: number; letter: string }> {
  const letter = `l${++count}`;
  await desk.deliver(writeLetter(letter));
  const row = await one<{ number: number; id: number; customerId: number }>(
    sql`SELECT number, id, customer_id AS customerId FROM tickets WHERE subject = ${`About ${letter}`}`,
  );
  return { ...row, letter };
}

function writeLetter(id: string, to = ''): string {
  const from = `${to || id}@customer.example`;
  const reply = to === '' ? '' : `In-Reply-To: <${to}@x.example>\r\n`;
  return `From: ${from}\r\nTo: ${supportAddress}\r\nSubject: About ${id}\r\nMessage-ID: <${id}@x.example>\r\n${reply}\r\nHello\r\n`;
}

async function makeFilter(): Promise<number> {
  const condition = { 'conditions.0.field': 'subject', 'conditions.0.operator': 'contains' };
  await ben.post('/settings/filters', {
    ...{ name: `Filter ${++count}`, match: 'all', isActive: 'on', 'actions.tags': 'x' },
    ...{ ...condition, 'conditions.0.value': 'printer' },
  });
  return newest('filters');
}
async function makeCannedAnswer(): Promise<number> {
  await ben.post('/settings/canned-answers', { name: `Answer ${++count}`, text: 'Hello' });
  return newest('canned_answers');
}
async function makeWebhook(): Promise<number> {
  const fields = { name: `Hook ${++count}`, url: 'http://127.0.0.1:1/', otherKinds: 'ticket.*' };
  await ben.post('/settings/webhooks', { ...fields, shape: 'standard', allowsPrivate: 'on' });
  return newest('webhooks');
}
async function makeGroup(): Promise<number> {
  await ben.post('/settings/groups', { name: `Group ${++count}`, followUp: 'reopen', nameFormat: 'group' });
  return newest('groups');
}
const makeUser = async () => (await desk.signIn('agent', `Agent ${++count}`)).id;

const ofSetting =
  (page: string, typed: Fields, theirs: Fields, action = page) =>
  async () => ({
    ...{ page, action, typed, theirs: { action, typed: theirs }, state: everySetting, words: /→/ },
  });
const ofThing =
  (
    make: () => Promise<number>,
    table: string,
    { base, mine, theirs }: { base: string; mine: [string, Fields?, string?]; theirs: [string, Fields?] },
  ) =>
  async () => {
    const id = await make();
    const page = `${base}/${id}`;
    const [action, typed = {}, shownAt = page] = mine;
    return {
      ...{ page: shownAt, action: page + action, typed },
      theirs: { page, action: page + theirs[0], typed: theirs[1] ?? {} },
      ...{ state: rowOf(table, id), words: /→|changed|access|switched|paused/ },
    };
  };

const filters = '/settings/filters';
const answers = '/settings/canned-answers';
const hooks = '/settings/webhooks';
const groups = '/settings/groups';
const users = '/settings/users';
const renamed: [string, Fields] = ['', { name: 'Their name' }];

const cases: Readonly<Record<string, () => Promise<Case>>> = {
  'outgoing mail': ofSetting('/settings/sending', { connections: '2' }, { undoSeconds: '20' }),
  'incoming mail': ofSetting('/settings/mail', { mostLevels: '20' }, { ticketsPerHour: '77' }),
  alerts: ofSetting('/settings/alerts', { minutes: '33' }, { minutes: '44' }),
  'how long the audit log is kept': ofSetting(
    '/settings/audit',
    { days: '100' },
    { days: '200' },
    '/settings/audit/retention',
  ),
  'how long deliveries are kept': async () => {
    await makeWebhook();
    return ofSetting(hooks, { days: '10' }, { days: '20' }, `${hooks}/retention`)();
  },
  'the language': ofSetting('/settings/language', { language: '' }, { language: 'en' }),
  'of whom a second factor is demanded': ofSetting(
    users,
    { admin: '' },
    { agent: 'on' },
    `${users}/second-factor`,
  ),
  'a filter': ofThing(makeFilter, 'filters', {
    base: filters,
    mine: ['', { note: 'Mine' }],
    theirs: renamed,
  }),
  'a filter that is deleted': ofThing(makeFilter, 'filters', {
    ...{ base: filters, mine: ['/deletion'], theirs: renamed },
  }),
  'a filter that is switched off': ofThing(makeFilter, 'filters', {
    ...{ base: filters, mine: ['/activity', {}, filters], theirs: renamed },
  }),
  'a canned answer': ofThing(makeCannedAnswer, 'canned_answers', {
    ...{ base: answers, mine: ['', { text: 'Words of mine\nin two lines' }], theirs: renamed },
  }),
  'a canned answer that is deleted': ofThing(makeCannedAnswer, 'canned_answers', {
    ...{ base: answers, mine: ['/deletion'], theirs: renamed },
  }),
  'a webhook': ofThing(makeWebhook, 'webhooks', {
    base: hooks,
    mine: ['', { name: 'Mine' }],
    theirs: renamed,
  }),
  'a webhook that is paused': ofThing(makeWebhook, 'webhooks', {
    ...{ base: hooks, mine: ['/pause'], theirs: renamed },
  }),
  'a webhook that is removed': ofThing(makeWebhook, 'webhooks', {
    ...{ base: hooks, mine: ['/deletion'], theirs: renamed },
  }),
  'a group': ofThing(makeGroup, 'groups', {
    ...{ base: groups, mine: ['', { signature: 'Mine' }], theirs: renamed },
  }),
  'a group that is deactivated': ofThing(makeGroup, 'groups', {
    ...{ base: groups, mine: ['/deactivation'], theirs: renamed },
  }),
  'a user': ofThing(makeUser, 'users', {
    base: users,
    mine: ['', { name: 'Mine' }],
    theirs: ['', { role: 'admin' }],
  }),
  'a user who is disabled': ofThing(makeUser, 'users', {
    ...{ base: users, mine: ['/deactivation'], theirs: ['', { role: 'admin' }] },
  }),
  'a password of a user': ofThing(makeUser, 'users', {
    ...{ base: users, mine: ['/password', { password: 'correct horse battery mine' }] },
    theirs: ['', { role: 'admin' }],
  }),
  'a channel': () => ofChannel('setup', { trustedServers: 'mine.example' }),
  'a channel that is disabled': () => ofChannel('pause', {}),
  'a channel that is deleted': () => ofChannel('deletion', { address: supportAddress }),
  'a saved search that is given to another group': () => ofSavedSearch('group', { group: '' }),
  'a saved search that is removed': () => ofSavedSearch('deletion', {}),
  'a saved search that gets another place': () => ofSavedSearch('position', { step: 'up' }),
  'a customer': async () => {
    const { customerId } = await openTicket();
    const page = `/customers/${customerId}`;
    const [typed, theirs] = [{ note: 'Mine' }, { action: page, typed: { name: 'Their name' } }];
    return { page, action: page, typed, theirs, state: rowOf('customers', customerId), words: /Their name/ };
  },
  'a customer who is blocked': async () => {
    const { customerId } = await openTicket();
    const page = `/customers/${customerId}`;
    const theirs = { action: page, typed: { name: 'Their name' } };
    return {
      ...{
        page,
        action: `${page}/block`,
        theirs,
        state: rowOf('customers', customerId),
        words: /Their name/,
      },
    };
  },
  'a customer who is erased': async () => {
    const { customerId, letter } = await openTicket();
    const page = `/customers/${customerId}`;
    return {
      ...{ page: `${page}/erasure`, action: `${page}/erasure` },
      typed: { confirmation: `${letter}@customer.example` },
      theirs: { page, action: page, typed: { note: 'Keep him: he sues us' } },
      ...{ state: rowOf('customers', customerId), words: /he sues us/ },
    };
  },
};

/** Ada's, which she shares with a group; Ben gives it to another one. */
async function ofSavedSearch(form: string, typed: Fields): Promise<Case> {
  const [group, other] = [await makeGroup(), await makeGroup()];
  for (const q of ['printer', 'scanner']) {
    await ada.post('/saved-views', { name: `Search ${++count}`, q, group: String(group) });
  }
  const id = await newest('saved_views');
  const action = `/saved-views/${id}/group`;
  return {
    ...{ page: '/saved-views', action: `/saved-views/${id}/${form}`, typed },
    theirs: { page: '/saved-views', action, typed: { group: String(other) } },
    ...{ state: rowOf('saved_views', id), words: /group.* Group \d+ → Group \d+/ },
  };
}

async function ofChannel(form: string, typed: Fields): Promise<Case> {
  const page = `/channels/${desk.channel.id}`;
  const setup = `${page}/setup`;
  return {
    ...{ page: form === 'pause' ? page : `${page}/${form}`, action: `${page}/${form}`, typed },
    theirs: { page: setup, action: setup, typed: { name: `Theirs ${++count}` } },
    ...{ state: rowOf('channels', desk.channel.id), words: /Theirs/ },
  };
}

for (const [name, make] of Object.entries(cases)) {
  test(`${name}: what another admin has changed meanwhile is shown before it is overwritten`, async () => {
    const { page, action, typed = {}, theirs, state, words } = await make();
    const form = { ...readPageForm(await (await ada.get(page)).text(), action), ...typed };
    const answer = await send(ben, { page, ...theirs });
    assert.ok(answer.status < 400, `theirs: ${answer.status}`);
    await assertAsked({ action, form, state, words });
  });
}

interface Asked extends Pick<Case, 'action' | 'state' | 'words'> {
  readonly form: Fields;
}

/** Asked once, and done then. */
async function assertAsked({ action, form, state, words }: Asked): Promise<void> {
  const before = await state();
  const answer = await ada.post(action, form);
  const page = await answer.text();
  assert.equal(answer.status, 409, page.slice(0, 500));
  assert.deepEqual(await state(), before, 'nothing was done');
  assert.match(page, /Somebody else has changed this meanwhile/);
  assert.match(page, words);
  for (const [name, value] of Object.entries(form)) {
    if (/password|secret/.test(name) && value !== '')
      assert.ok(!page.includes(value), `${name} is on the page`);
    if (value.includes('\n')) assert.ok(page.includes(value), `${name} is not`);
  }
  const left = /<p>\s*<a href="([^"]+)"/.exec(page)?.[1] ?? '';
  const shown = await ada.get(left);
  assert.ok(left === '/' || shown.status === 200, `the page as it is now: ${left}`);
  const again = { ...readPageForm(page, action), known: 'on' };
  const done = await ada.post(action, again);
  assert.ok(done.status < 400, `${done.status} ${await done.text()}`);
  assert.notDeepEqual(await state(), before, 'it was done');
}

const numbersOf = ({ number }: { number: number }) => `/tickets/${number}`;
const merge = (person: Person, ticketId: number, otherId: number) =>
  desk.door.as(person.actor).call(mergeTickets, { ticketId, otherId });

/** The token of a page that somebody has open. */
async function openPage(person: Person, path: string): Promise<string> {
  const { csrf } = readPageForm(await (await person.get(path)).text(), `${path}/state`);
  return csrf ?? assert.fail(path);
}

test('links of two tickets: what has become of either meanwhile is shown first', async () => {
  const [first, second, third] = [await openTicket(), await openTicket(), await openTicket()];
  const csrf = await openPage(ada, numbersOf(first));
  await merge(ben, third.id, second.id);
  await assertAsked({
    ...{ action: `${numbersOf(first)}/links`, form: { csrf, number: String(second.number) } },
    state: () => desk.desk.read.all(sql`SELECT * FROM ticket_links`),
    words: new RegExp(`#${third.number}`),
  });
});

test('a merge: what has become of either meanwhile is shown first, also a mail', async () => {
  const [first, second] = [await openTicket(), await openTicket()];
  const csrf = await openPage(ada, numbersOf(first));
  await desk.deliver(writeLetter(`more${count}`, first.letter));
  // They are of different customers, which is asked before; that page knows no more than the one before it.
  const fields = { csrf, number: String(second.number) };
  const question = await (await ada.post(`${numbersOf(first)}/merge`, fields)).text();
  const { csrf: kept = '' } = readPageForm(question, '/ticket-merges');
  const chosen = { csrf: kept, target: String(second.number), confirmed: 'on', back: '/tickets' };
  const asked = await ada.post('/ticket-merges', [
    ...Object.entries(chosen),
    ...[first, second].map(({ number }) => ['ticket', String(number)] as const),
  ]);
  assert.equal(asked.status, 409);
  const page = await asked.text();
  assert.match(page, /mail/);
  const again = { ...readPageForm(page, '/ticket-merges'), known: 'on' };
  assert.equal((await ada.post('/ticket-merges', again)).status, 303);
  const { into } = await one<{ into: number }>(
    sql`SELECT into_ticket_id AS "into" FROM ticket_merges WHERE ticket_id = ${first.id}`,
  );
  assert.equal(into, second.id);
});

test('a mail that came meanwhile is shown before its customer is erased', async () => {
  const { customerId, letter } = await openTicket();
  const erasure = `/customers/${customerId}/erasure`;
  const form = readPageForm(await (await ada.get(erasure)).text(), erasure);
  await desk.deliver(writeLetter(`more${count}`, letter));
  const confirmation = `${letter}@customer.example`;
  const state = rowOf('customers', customerId);
  await assertAsked({ action: erasure, form: { ...form, confirmation }, state, words: /mail/ });
});

test('a message is split off, and a merge undone, from a page that knows what was done with its ticket', async () => {
  const [first, second, third] = [await openTicket(), await openTicket(), await openTicket()];
  await desk.deliver(writeLetter(`more${count}`, first.letter));
  const csrf = await openPage(ada, numbersOf(first));
  await merge(ben, second.id, first.id);
  const articles = () => desk.desk.read.all(sql`SELECT id, ticket_id FROM articles ORDER BY id`);
  const { id } = await one<{ id: number }>(
    sql`SELECT max(id) AS id FROM articles WHERE ticket_id = ${first.id}`,
  );
  await assertAsked({ action: `/articles/${id}/ticket`, form: { csrf }, state: articles, words: /merged/ });
  const separation = `${numbersOf(second)}/separation`;
  const old = readPageForm(await (await ada.get(numbersOf(second))).text(), separation);
  await ben.post(separation, {});
  await merge(ben, second.id, third.id);
  await assertAsked({ action: separation, form: old, state: articles, words: /merged/ });
});

test('a search that is saved again under the name of one that others have changed meanwhile is asked about', async () => {
  const [group, other] = [await makeGroup(), await makeGroup()];
  const fields = { name: `Search ${++count}`, q: 'printer', group: String(group) };
  await ada.post('/saved-views', fields);
  const id = await newest('saved_views');
  const { csrf = '' } = readPageForm(
    await (await ada.get('/saved-views')).text(),
    `/saved-views/${id}/group`,
  );
  await ben.post(`/saved-views/${id}/group`, { group: String(other) });
  const form = { ...fields, csrf, q: 'scanner' };
  await assertAsked({ action: '/saved-views', form, state: rowOf('saved_views', id), words: /→/ });
});

test('what becomes of a search that is nobody else’s is not noted', async () => {
  await ada.post('/saved-views', { name: `Search ${++count}`, q: 'nobody else' });
  const id = await newest('saved_views');
  await ada.post(`/saved-views/${id}/deletion`, {});
  const noted = await desk.desk.read.all(sql`SELECT id FROM facts
    WHERE kind LIKE 'saved_search.%' AND json_extract(data, '$.savedSearchId') = ${id}`);
  assert.deepEqual(noted, []);
});

test('a page with a mistake in it knows no more than before, so that the other’s change is still asked about', async () => {
  const [page, limit] = ['/settings/sending', 'messagesPerMinute'];
  const old = readPageForm(await (await ada.get(page)).text(), page);
  const wrong = await ada.post(page, { ...old, [limit]: 'many' });
  assert.equal(wrong.status, 422);
  await send(ben, { page, action: page, typed: { [limit]: '17' } });
  const mended = { ...readPageForm(await wrong.text(), page), [limit]: '18' };
  await assertAsked({ action: page, form: mended, state: everySetting, words: /17/ });
});

test('one’s own change, and one of something else, stand in nobody’s way', async () => {
  const [page, other] = ['/settings/sending', '/settings/mail'];
  const old = readPageForm(await (await ada.get(page)).text(), page);
  await send(ada, { page, action: page, typed: { undoSeconds: '11' } });
  await send(ben, { page: other, action: other, typed: { mostLevels: '31' } });
  assert.equal((await ada.post(page, { ...old, undoSeconds: '12' })).status, 303);
});

test('what is sealed is of one person’s session and address', async () => {
  const [page, hook] = ['/settings/sending', '/settings/mail'];
  const old = readPageForm(await (await ada.get(page)).text(), page);
  await send(ben, { page, action: page, typed: { undoSeconds: '13' } });
  const asked = await (await ada.post(page, { ...old, undoSeconds: '14' })).text();
  const again = { ...readPageForm(asked, page), known: 'on' };
  const { csrf = '' } = readPageForm(await (await ben.get(page)).text(), page);
  assert.equal((await ben.post(page, { ...again, csrf })).status, 409);
  assert.equal((await ada.post(hook, again)).status, 409);
  assert.equal((await ada.post(page, { ...again, sealed: 'none' })).status, 409);
});

/** Why no older page has to be asked about before these are done. */
const withoutLook: Readonly<Record<string, readonly string[]>> = {
  'it adds something, and changes nothing that is there': [
    ...['addNote', 'addPasskey', 'addTicketTags', 'addUser', 'addAppChannel', 'addAppCredential'],
    ...['createApiToken', 'openByMail', 'createFirstAdmin'],
  ],
  'it looks at what is there itself (test/web/tickets/stale-pages, two-at-once)': [
    ...['changeTicketGroup', 'changeTicketOwner', 'changeTicketPriority', 'changeTicketState'],
    ...['changeTickets', 'replyToTicket', 'updateTicket', 'undoTicketChanges', 'removeTicketTag'],
  ],
  'it is refused where the state is another one by now': [
    ...['confirmDelivery', 'discardQuarantined', 'dismissDelivery', 'importAnyway', 'retryDelivery'],
    ...['retryQuarantined', 'retryAllQuarantined', 'seekDelivery', 'sendDeliveryAgain', 'takeBack'],
    ...['rescueFound', 'rescueJunk', 'revokeApiToken'],
  ],
  'it is one’s own': [
    ...['attachToDraft', 'changeOwnPassword', 'chooseColumns', 'chooseNotifications', 'chooseOwnPlace'],
    ...['confirmTotp', 'discardDraft', 'endOwnSessions', 'extendSession', 'followTicket', 'logOut'],
    ...['offerPasskey', 'proveAgain', 'readAllNotifications', 'removeOwnPassword'],
    ...[
      'setOwnPassword',
      'removePasskey',
      'removeTotp',
      'renewRecoveryCodes',
      'saveDraft',
      'saveSignature',
      'markSeen',
    ],
  ],
  'it changes nothing that anybody has written': [
    ...['checkAppRegistration', 'dismissConsentRequest', 'endSessionsOf', 'fetchNow', 'probeAppAccess'],
    ...['noteAuditExport', 'noteCustomerExport', 'noteRawOpened', 'noteRawQuarantined', 'renderArticles'],
    ...['beginIdempotentRequest', 'endIdempotentRequest', 'noteTokenUse', 'putAwaySetUpList'],
    ...['sendTestAlert', 'showImages', 'testFilter', 'testWebhook', 'describeRetries'],
    ...[
      'compareContent',
      'previewImport',
      'beginSignIn',
      'finishSignIn',
      'listFolders',
      'noteGraphNotifications',
    ],
    ...['askMailboxes', 'describeTrace', 'endTrace', 'readTrace', 'startTrace', 'readConnectionCheck'],
    ...['startConnectionCheck', 'readReconciliation', 'startReconciliation'],
  ],
};

test('each command that a page sends takes a look, or says why not', () => {
  const excused = new Set(Object.values(withoutLook).flat());
  const looking = commands.filter(({ takesLook }) => takesLook).map(({ name }) => name as string);
  assert.deepEqual(
    looking.filter((name) => excused.has(name)),
    [],
  );
  console.log(`# ${looking.length} take a look`);
  const hasPage = (name: keyof Commands) => !/operator|nothing/.test(doorRows[name].needs);
  const others = commands.filter(({ name, takesLook }) => !takesLook && !excused.has(name) && hasPage(name));
  assert.deepEqual(
    others.map(({ name }) => name),
    [],
  );
});
