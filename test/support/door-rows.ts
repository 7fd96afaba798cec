import { isMcpOn } from '../../src/db/mcp-settings.ts';
import { insertNotifications } from '../../src/db/notifications.ts';
import { loadDeskLanguage } from '../../src/db/page-language.ts';
import { deleteSetting } from '../../src/db/settings.ts';
import type { Commands } from '../../src/desk/commands.ts';
import { saveCannedAnswer } from '../../src/desk/composing/save-canned-answer.ts';
import { saveFilter } from '../../src/desk/filters/save-filter.ts';
import { addUser } from '../../src/desk/people/add-user.ts';
import { createApiToken } from '../../src/desk/people/api-tokens.ts';
import { disableUser } from '../../src/desk/people/change-user.ts';
import { saveGroup } from '../../src/desk/people/save-group.ts';
import { queueWebhooks } from '../../src/desk/telling/queue-webhooks.ts';
import { saveWebhook } from '../../src/desk/telling/save-webhook.ts';
import { addTicketTags } from '../../src/desk/tickets/change-ticket.ts';
import { linkTickets } from '../../src/desk/tickets/link-tickets.ts';
import { mergeTickets } from '../../src/desk/tickets/merge-tickets.ts';
import type { AccessLevel } from '../../src/domain/access.ts';
import type { Actor } from '../../src/domain/actor.ts';
import type { FilterInput } from '../../src/domain/filters/filter-input.ts';
import { noActions } from '../../src/domain/filters/filter-rule.ts';
import { listColumns } from '../../src/domain/list-column.ts';
import { defaultMailSettings, toMailSettingsInput } from '../../src/domain/mail-settings.ts';
import type { ErrorCode } from '../../src/errors.ts';
import type { DoorHouse } from './door-house.ts';
import { channelRows } from './door-rows-channels.ts';

/** Who may have a command done, and an input with which it is done in the first group. */
export interface Row {
  readonly needs: 'nothing' | 'user' | 'admin' | 'operator' | AccessLevel;
  /** Made anew for each actor. */
  input(house: DoorHouse, actor: Actor): unknown;
  /** A token alone has it done. */
  readonly isOfTokens?: true;
  /** Of whoever sits there: password or second factor within ten minutes. */
  readonly takesProof?: true;
  /** It is done in somebody's name, so the command line has nobody to do it for. */
  readonly isPersonal?: true;
  /** How the work itself ends here; left out, it is done. */
  readonly ends?: ErrorCode;
  /** What it ends with is recorded. */
  readonly isNoted?: true;
  /** False where there is nothing to change in this house. */
  readonly changes?: false;
}

const empty = () => ({});
const password = 'correct horse battery';
const condition = {
  field: 'subject',
  header: '',
  operator: 'contains',
  isNegated: false,
  value: 'printer',
} as const;
const filter: FilterInput = {
  name: 'Printers',
  note: '',
  isActive: false,
  conditions: [condition],
  stopsAfter: false,
  match: 'all',
  actions: { ...noActions, tags: ['printer'] },
};
const alerts = {
  route: 'none',
  minutes: '20',
  to: '',
  channelId: '',
  smtpHost: '',
  smtpPort: '587',
  smtpSecurity: 'starttls',
  smtpUserName: '',
  smtpPassword: '',
  smtpFrom: '',
  url: '',
  allowsPrivate: false,
};
const sending = {
  connections: '3',
  messagesPerMinute: '30',
  recipientsPerDay: '9000',
  mostMegabytes: '25',
  undoSeconds: '30',
};

const asAdmin = (house: DoorHouse) => house.desk.door.as({ kind: 'user', userId: house.people.admin.id });
const ofTicket = async (house: DoorHouse) => ({ ticketId: (await house.makeTicket()).ticketId });
const ofPair = async (house: DoorHouse) => ({
  ticketId: (await house.makeTicket()).ticketId,
  otherId: (await house.makeTicket()).ticketId,
});
const ofDelivery = async (house: DoorHouse) => ({ deliveryId: await house.makeDelivery() });
const ofCustomer = async (house: DoorHouse) => ({ customerId: (await house.makeTicket()).customerId });
const makeUser = async (house: DoorHouse) => {
  const email = `${house.nextName()}@postroom.example`;
  const { id } = await asAdmin(house).call(addUser, {
    email,
    name: 'New',
    role: 'agent',
    password,
    access: {},
  });
  return { id, email };
};
const makeFilter = async (house: DoorHouse) =>
  (await asAdmin(house).call(saveFilter, { filter: { ...filter, name: house.nextName() } })).id;
const makeCannedAnswer = async (house: DoorHouse) =>
  (await asAdmin(house).call(saveCannedAnswer, { name: house.nextName(), text: 'Hello', groupIds: [] })).id;
/** The names of the house are counted. */
const nextNumber = (house: DoorHouse) => house.nextName().slice(1);
const tell = async (house: DoorHouse, actor: Actor) => {
  if (actor.kind !== 'user') return;
  const { ticketId } = await house.makeTicket();
  const told = { userId: actor.userId, ticketId, kind: 'assigned', actorId: null, at: new Date() } as const;
  await house.desk.desk.write((tx) => insertNotifications(tx, [told]));
};
const draft = async (house: DoorHouse) => ({ ...(await ofTicket(house)), kind: 'reply' }) as const;
const keyed = (house: DoorHouse) => `key-of-${house.nextName()}-0000`;
const webhook = (house: DoorHouse) => ({
  name: house.nextName(),
  url: 'https://93.184.215.14/',
  kinds: ['ticket.*'],
  ...({ shape: 'standard', allowsPrivate: false } as const),
});
const inside = { url: 'http://127.0.0.1:1/', allowsPrivate: true };
const makeWebhook = async (house: DoorHouse) => ({
  webhookId: (await asAdmin(house).call(saveWebhook, { ...webhook(house), ...inside })).id,
});
const groupForm = {
  emailAddressId: '',
  signature: '',
  followUp: 'reopen',
  nameFormat: 'group',
  access: {},
};

export const doorRows: Readonly<Record<keyof Commands, Row>> = {
  ...channelRows,
  addNote: {
    needs: 'answer',
    isPersonal: true,
    input: async (house) => ({ ...(await ofTicket(house)), key: keyed(house), text: 'Noted' }),
  },
  addTicketTags: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofTicket(house)), tags: 'printer' }),
  },
  addUser: {
    takesProof: true,
    needs: 'admin',
    input: (house) => ({
      email: `${house.nextName()}@postroom.example`,
      name: 'New',
      role: 'agent',
      password,
      access: {},
    }),
  },
  attachToDraft: {
    needs: 'answer',
    isPersonal: true,
    input: async (house) => ({
      ...(await draft(house)),
      files: [{ name: 'a.txt', type: 'text/plain', bytes: Buffer.from('a') }],
      isInline: false,
      attach: [],
    }),
  },
  beginIdempotentRequest: {
    needs: 'user',
    isOfTokens: true,
    input: (house) => ({ key: house.nextName(), requestHash: 'a', isRepeatable: false }),
  },
  blockCustomer: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofCustomer(house)), isBlocked: true }),
  },
  chooseOwnPlace: {
    needs: 'user',
    isPersonal: true,
    input: (house) => ({
      language: '' as const,
      timeZone: Intl.supportedValuesOf('timeZone')[Number(nextNumber(house)) % 400] ?? 'UTC',
    }),
  },
  chooseDeskLanguage: {
    needs: 'admin',
    input: async (house) => ({
      language: (await loadDeskLanguage(house.desk.desk.read)) === 'de' ? 'en' : 'de',
    }),
  },
  changeOwnPassword: {
    needs: 'user',
    isPersonal: true,
    input: () => ({ current: password, password }),
  },
  changePassword: {
    takesProof: true,
    needs: 'admin',
    input: async (house) => ({ email: (await makeUser(house)).email, password }),
  },
  changeTicketGroup: {
    needs: 'full',
    input: async (house) => ({ ...(await ofTicket(house)), groupId: house.groups.third }),
  },
  changeTicketOwner: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofTicket(house)), ownerId: house.people.admin.id }),
  },
  changeTicketPriority: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofTicket(house)), priority: 'high' }),
  },
  changeTicketState: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofTicket(house)), state: 'closed' }),
  },
  // Each ticket is asked for by itself: what is refused is named, and not changed.
  undoTicketChanges: {
    needs: 'user',
    isPersonal: true,
    ends: 'not_found',
    input: () => ({ undo: 'of nobody' }),
  },
  changeTickets: {
    needs: 'user',
    isPersonal: true,
    changes: false,
    input: () => ({ numbers: [999_999], action: { kind: 'state', state: 'closed' } }),
  },
  chooseColumns: {
    needs: 'user',
    isPersonal: true,
    input: (house) => ({ columns: listColumns.slice(0, (Number(nextNumber(house)) % 9) + 1) }),
  },
  followTicket: {
    needs: 'read',
    isPersonal: true,
    input: async (house) => ({ ...(await ofTicket(house)), isFollowing: true }),
  },
  chooseNotifications: {
    needs: 'user',
    isPersonal: true,
    input: () => ({ kinds: ['new'], byMail: ['new'] }),
  },
  // Those that can be tried here are queued, and nobody has to say what became of them.
  confirmDelivery: { needs: 'answer', input: ofDelivery, ends: 'conflict' },
  createApiToken: {
    takesProof: true,
    needs: 'user',
    isPersonal: true,
    input: () => ({ name: 'A program', scopes: ['tickets:read'] }),
  },
  createApiTokenFor: {
    needs: 'operator',
    input: () => ({ name: 'A program', email: 'reader@postroom.example' }),
  },
  confirmTotp: {
    needs: 'user',
    isPersonal: true,
    ends: 'invalid',
    input: () => ({ secret: 'JBSWY3DPEHPK3PXP', code: '000000', password }),
  },
  createFirstAdmin: {
    needs: 'nothing',
    ends: 'not_found',
    input: () => ({ token: 'none', email: 'first@postroom.example', name: '', password }),
  },
  deliverAlerts: { needs: 'operator', input: empty, changes: false },
  deliverWebhooks: {
    needs: 'operator',
    input: async (house) => {
      const made = await makeWebhook(house);
      await house.makeTicket();
      await house.desk.door.as({ kind: 'command_line' }).call(queueWebhooks, {});
      return made;
    },
  },
  disableUser: {
    takesProof: true,
    needs: 'admin',
    input: async (house) => ({ email: (await makeUser(house)).email }),
  },
  demandSecondFactor: {
    takesProof: true,
    needs: 'admin',
    changes: false,
    input: () => ({ admin: false, agent: false }),
  },
  discardDraft: { needs: 'answer', isPersonal: true, changes: false, input: draft },
  dismissDelivery: { needs: 'answer', input: ofDelivery },
  enableUser: {
    takesProof: true,
    needs: 'admin',
    input: async (house) => {
      const { email } = await makeUser(house);
      await asAdmin(house).call(disableUser, { email });
      return { email };
    },
  },
  endIdempotentRequest: {
    needs: 'user',
    isOfTokens: true,
    changes: false,
    input: (house) => ({ key: house.nextName() }),
  },
  endSessionsOf: {
    needs: 'admin',
    changes: false,
    input: async (house) => ({ userId: (await makeUser(house)).id }),
  },
  endOwnSessions: { needs: 'user', isPersonal: true, changes: false, input: () => ({ key: 'none' }) },
  eraseCustomer: {
    takesProof: true,
    needs: 'admin',
    input: async (house) => {
      const { customerId, email } = await house.makeTicket();
      return { customerId, confirmation: email };
    },
  },
  extendSession: { needs: 'user', isPersonal: true, input: empty },
  forgetOldNotifications: { needs: 'operator', input: () => ({ after: 0 }), changes: false },
  issueSetupToken: { needs: 'operator', input: empty, changes: false },
  linkTickets: { needs: 'answer', input: ofPair },
  listApiTokensOf: { needs: 'operator', input: () => ({ email: '' }), changes: false },
  listPeopleToTell: { needs: 'operator', input: empty, changes: false },
  listUsers: { needs: 'operator', input: empty, changes: false },
  addPasskey: {
    needs: 'user',
    isPersonal: true,
    takesProof: true,
    ends: 'invalid',
    input: () => ({ name: 'x', answer: '{}' }),
  },
  askForPassword: {
    needs: 'nothing',
    input: (house) => ({ email: `${house.nextName()}@nowhere.example`, address: '192.0.2.1' }),
  },
  inviteUser: {
    needs: 'admin',
    takesProof: true,
    input: async (house) => ({ userId: (await makeUser(house)).id }),
  },
  sendAccountLetters: { needs: 'operator', input: empty },
  setPasswordByLink: {
    needs: 'nothing',
    ends: 'not_found',
    input: () => ({ token: 'none', password, address: '192.0.2.1' }),
  },
  beginMicrosoftLogIn: {
    needs: 'nothing',
    ends: 'not_found',
    input: () => ({ address: '192.0.2.1', browserHash: 'a', to: '/' }),
  },
  finishMicrosoftLogIn: {
    needs: 'nothing',
    changes: false,
    input: () => ({ params: {}, browserHash: 'a', userAgent: 'test', address: '192.0.2.1' }),
  },
  saveSignInSettings: {
    needs: 'admin',
    takesProof: true,
    changes: false,
    input: () => ({ microsoft: 'off', tenantId: '', adminGroup: '', agentGroup: '', localAdminId: '' }),
  },
  unlinkMicrosoft: {
    needs: 'admin',
    takesProof: true,
    changes: false,
    input: async (house) => ({ userId: (await makeUser(house)).id }),
  },
  forgetOldAudit: { needs: 'operator', input: empty, changes: false },
  noteBackup: { needs: 'operator', input: empty },
  putAwaySetUpList: {
    needs: 'admin',
    input: async (house) => {
      await house.desk.desk.write((tx) => deleteSetting(tx, 'set_up_list'));
      return {};
    },
  },
  noteAuditExport: { needs: 'admin', input: () => ({ filter: { subject: 'people' } }) },
  saveAuditDays: {
    needs: 'admin',
    takesProof: true,
    input: (house) => ({ days: String(100 + Number(nextNumber(house))) }),
  },
  askPasskey: { needs: 'nothing', changes: false, input: empty },
  logInByPasskey: {
    needs: 'nothing',
    ends: 'unauthorized',
    isNoted: true,
    input: () => ({ answer: '{}', userAgent: 'test', address: '192.0.2.1' }),
  },
  offerPasskey: { needs: 'user', isPersonal: true, changes: false, input: empty },
  setOwnPassword: {
    needs: 'user',
    isPersonal: true,
    takesProof: true,
    ends: 'conflict',
    input: () => ({ password }),
  },
  removeOwnPassword: {
    needs: 'user',
    isPersonal: true,
    takesProof: true,
    ends: 'conflict',
    input: empty,
  },
  renewRecoveryCodes: {
    needs: 'user',
    isPersonal: true,
    takesProof: true,
    ends: 'conflict',
    input: empty,
  },
  removePasskey: {
    needs: 'user',
    isPersonal: true,
    takesProof: true,
    ends: 'not_found',
    input: () => ({ passkeyId: 999_999 }),
  },
  proveAgain: { needs: 'user', isPersonal: true, input: () => ({ proof: password }) },
  proveFactor: {
    needs: 'nothing',
    ends: 'not_found',
    input: () => ({ step: 'none', code: '000000', userAgent: 'test', address: '192.0.2.1' }),
  },
  removeTotp: { needs: 'user', isPersonal: true, changes: false, input: () => ({ password }) },
  resetSecondFactor: {
    takesProof: true,
    needs: 'admin',
    changes: false,
    input: async (house) => ({ email: (await makeUser(house)).email }),
  },
  logIn: {
    needs: 'nothing',
    input: (house) => ({
      email: 'ada.admin@postroom.example',
      password,
      userAgent: 'test',
      address: '192.0.2.1',
      device: house.nextName(),
    }),
  },
  logOut: { needs: 'user', isPersonal: true, input: empty },
  markSeen: {
    needs: 'read',
    isPersonal: true,
    input: async (house) => {
      const { ticketId, joinedId } = await house.makeTicket();
      return { ticketId, articleId: joinedId };
    },
  },
  mergeCustomers: {
    needs: 'admin',
    input: async (house) => ({
      fromId: (await house.makeTicket()).customerId,
      intoId: (await house.makeTicket()).customerId,
    }),
  },
  mergeTickets: { needs: 'full', input: ofPair },
  moveFilter: {
    needs: 'admin',
    async input(house) {
      await makeFilter(house);
      return { id: await makeFilter(house), to: 'up' };
    },
  },
  noteCustomerExport: { needs: 'admin', input: ofCustomer },
  noteRawOpened: {
    needs: 'read',
    input: async (house) => ({ articleId: (await house.makeTicket()).articleId }),
  },
  noteTokenUse: { needs: 'user', isOfTokens: true, input: empty },
  openByMail: {
    needs: 'answer',
    isPersonal: true,
    input: (house) => ({
      groupId: house.groups.own,
      key: keyed(house),
      to: 'new@customer.example',
      cc: '',
      subject: 'Called',
      text: 'He called.',
      html: '',
      attach: [],
      form: {},
      nextState: 'open',
      isSilent: true,
    }),
  },
  openWaiting: { needs: 'operator', input: empty, changes: false },
  readAllNotifications: {
    needs: 'user',
    isPersonal: true,
    input: async (house, actor) => {
      await tell(house, actor);
      return {};
    },
  },
  removeCannedAnswer: { needs: 'admin', input: async (house) => ({ id: await makeCannedAnswer(house) }) },
  removeFilter: { needs: 'admin', input: async (house) => ({ id: await makeFilter(house) }) },
  removeTicketTag: {
    needs: 'answer',
    input: async (house) => {
      const ticket = await ofTicket(house);
      await asAdmin(house).call(addTicketTags, { ...ticket, tags: 'printer' });
      return { ...ticket, tag: 'printer' };
    },
  },
  // Somebody else's, for everybody.
  moveView: {
    needs: 'user',
    isPersonal: true,
    ends: 'not_found',
    input: () => ({ id: 999_999, step: 1 }),
  },
  shareView: {
    needs: 'user',
    isPersonal: true,
    ends: 'not_found',
    input: () => ({ id: 999_999, groupId: null }),
  },
  removeView: { needs: 'user', isPersonal: true, ends: 'not_found', input: () => ({ id: 999_999 }) },
  renderAhead: { needs: 'operator', input: empty },
  // Of articles that one may not see, nothing is made.
  renderArticles: {
    needs: 'user',
    changes: false,
    input: () => ({ articleIds: [999_999], isAwaited: false }),
  },
  replyToTicket: {
    needs: 'answer',
    isPersonal: true,
    input: async (house) => ({
      ...(await ofTicket(house)),
      key: keyed(house),
      to: 'carla@customer.example',
      cc: '',
      text: 'Hello',
      isQuoting: false,
      nextState: 'open',
    }),
  },
  rereadMail: { needs: 'operator', input: () => ({ after: 0, isRehearsal: true }), changes: false },
  // It is under way by now, or goes out at once.
  rescheduleDelivery: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofDelivery(house)), sendAt: new Date(Date.now() + 86_400_000) }),
  },
  retryDelivery: { needs: 'answer', input: ofDelivery },
  revokeApiToken: {
    needs: 'user',
    ends: 'not_found',
    input: () => ({ tokenId: 999_999 }),
  },
  revokeApiTokenOf: {
    needs: 'operator',
    input: async (house) => {
      const name = house.nextName();
      await asAdmin(house).call(createApiToken, { name, scopes: ['tickets:read'] });
      return { email: 'ada.admin@postroom.example', name };
    },
  },
  removeWebhook: { needs: 'admin', input: makeWebhook },
  renewAlertSecret: { takesProof: true, needs: 'admin', input: empty },
  renewWebhookSecret: { takesProof: true, needs: 'admin', input: makeWebhook },
  saveAlertSettings: {
    takesProof: true,
    needs: 'admin',
    input: (house) => ({ ...alerts, minutes: nextNumber(house) }),
  },
  saveCannedAnswer: {
    needs: 'admin',
    input: (house) => ({ name: house.nextName(), text: 'Hello', groupIds: [] }),
  },
  saveCustomer: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofCustomer(house)), name: 'Carla', note: 'Calls often' }),
  },
  saveDraft: {
    needs: 'answer',
    isPersonal: true,
    input: async (house) => ({ ...(await draft(house)), fields: { key: keyed(house), text: 'Begun' } }),
  },
  saveFilter: { needs: 'admin', input: (house) => ({ filter: { ...filter, name: house.nextName() } }) },
  saveGroup: { needs: 'admin', input: (house) => ({ ...groupForm, name: house.nextName() }) },
  saveMailSettings: {
    needs: 'admin',
    input: (house) => ({ ...toMailSettingsInput(defaultMailSettings), ticketsPerHour: nextNumber(house) }),
  },
  saveSendingSettings: {
    needs: 'admin',
    input: (house) => ({ ...sending, recipientsPerDay: nextNumber(house) }),
  },
  switchMcp: {
    needs: 'admin',
    input: async (house) => ({ isOn: !(await isMcpOn(house.desk.desk.read)) }),
  },
  saveSignature: {
    needs: 'user',
    isPersonal: true,
    input: (house) => ({ text: `Yours, ${house.nextName()}`, withGroup: false }),
  },
  saveSignatureOf: {
    needs: 'admin',
    input: async (house) => ({
      userId: (await makeUser(house)).id,
      text: 'Yours, {{agent}}',
      withGroup: false,
    }),
  },
  saveUser: {
    takesProof: true,
    needs: 'admin',
    input: async (house) => ({
      userId: (await makeUser(house)).id,
      name: 'Renamed',
      role: 'agent',
      access: {},
    }),
  },
  saveView: {
    needs: 'user',
    isPersonal: true,
    input: (house) => ({ name: house.nextName(), query: 'printer' }),
  },
  seekDelivery: { needs: 'answer', input: ofDelivery, changes: false },
  sendDeliveryAgain: { needs: 'admin', ends: 'not_found', input: () => ({ deliveryId: 9999 }) },
  sendTestAlert: { needs: 'admin', input: empty },
  eraseOldDeliveries: { needs: 'operator', input: empty, changes: false },
  saveDeliveryDays: {
    needs: 'admin',
    input: (house) => ({ days: String(100 + (Number(nextNumber(house)) % 200)) }),
  },
  saveWebhook: { takesProof: true, needs: 'admin', input: webhook },
  switchWebhook: {
    needs: 'admin',
    input: async (house) => ({ ...(await makeWebhook(house)), isOn: false }),
  },
  testWebhook: { needs: 'admin', changes: false, input: makeWebhook },
  queueWebhooks: {
    needs: 'operator',
    input: async (house) => {
      await makeWebhook(house);
      await house.makeTicket();
      return {};
    },
  },
  separateTicket: {
    needs: 'full',
    input: async (house) => {
      const pair = await ofPair(house);
      await asAdmin(house).call(mergeTickets, pair);
      return { ticketId: pair.ticketId };
    },
  },
  setGroupActive: {
    needs: 'admin',
    input: async (house) => ({
      groupId: (await asAdmin(house).call(saveGroup, { ...groupForm, name: house.nextName() })).id,
      isActive: false,
    }),
  },
  showImages: {
    needs: 'answer',
    input: async (house) => ({ articleId: (await house.makeTicket()).articleId }),
  },
  splitTicket: {
    needs: 'answer',
    input: async (house) => ({ articleId: (await house.makeTicket()).joinedId }),
  },
  switchFilter: {
    needs: 'admin',
    input: async (house) => ({ id: await makeFilter(house), isActive: true }),
  },
  takeBack: { needs: 'answer', isPersonal: true, input: ofDelivery },
  tellByMail: {
    needs: 'operator',
    changes: false,
    input: (house) => ({ userId: house.people.reader.id }),
  },
  testFilter: {
    needs: 'admin',
    changes: false,
    input: () => ({ match: 'all', conditions: [condition] }),
  },
  unlinkTickets: {
    needs: 'answer',
    input: async (house) => {
      const pair = await ofPair(house);
      await asAdmin(house).call(linkTickets, pair);
      return pair;
    },
  },
  updateTicket: {
    needs: 'answer',
    input: async (house) => ({ ...(await ofTicket(house)), priority: 'high' }),
  },
  forgetOldAnswers: { needs: 'operator', input: empty, changes: false },
  tellRestore: { needs: 'operator', input: empty, changes: false },
  warnOfExpiries: { needs: 'operator', input: empty, changes: false },
};
