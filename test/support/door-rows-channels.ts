import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { listQuarantine } from '../../src/db/quarantine.ts';
import { listJunkMails, replaceJunkMails } from '../../src/db/stray-mail.ts';
import { saveAddress } from '../../src/desk/channels/channel-addresses.ts';
import type { channelCommands } from '../../src/desk/channels/channel-commands.ts';
import { pauseChannel } from '../../src/desk/channels/pause-channel.ts';
import { storeBatch } from '../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../src/desk/incoming/store-context.ts';
import type { microsoftCommands } from '../../src/desk/microsoft/microsoft-commands.ts';
import type { quarantineCommands } from '../../src/desk/quarantine/quarantine-commands.ts';
import type { DoorHouse } from './door-house.ts';
import type { Row } from './door-rows.ts';
import { addChannel } from './import-desk.ts';

const empty = () => ({});
const asAdmin = (house: DoorHouse) => house.desk.door.as({ kind: 'user', userId: house.people.admin.id });
const addressOf = (house: DoorHouse) => `${house.nextName()}@channel.example`;

async function makeChannel(house: DoorHouse, changes: Parameters<typeof addChannel>[1] = {}) {
  const address = addressOf(house);
  return addChannel(house.desk.desk, { address, userName: address, ...changes });
}

const ofChannel = async (house: DoorHouse) => ({ channelId: (await makeChannel(house)).id });

/** A further address of a channel. */
async function makeAddress(house: DoorHouse) {
  const { id: channelId } = await makeChannel(house);
  const address = addressOf(house);
  await asAdmin(house).call(saveAddress, { channelId, address, name: '', groupId: '' });
  const [{ id } = { id: 0 }] = await house.desk.desk.read.all<{ id: number }>(
    sql`SELECT id FROM email_addresses WHERE address = ${address}`,
  );
  return { channelId, addressId: id };
}

/** Mail of a customer in the junk folder. */
async function makeJunk(house: DoorHouse): Promise<{ junkMailId: number }> {
  const { desk } = house.desk;
  const { id: channelId } = await makeChannel(house);
  const mail = { channelId, folder: 'Junk', numbering: '1', place: '1', fromName: '', subject: 'Hello' };
  const times = { sentAt: desk.now(), foundAt: desk.now() };
  await desk.write((tx) =>
    replaceJunkMails(tx, channelId, [{ ...mail, ...times, fromAddress: 'a@x.example', ticketId: null }]),
  );
  const [row] = await listJunkMails(desk.read, { userId: house.people.admin.id, isAdmin: true }, 1);
  return { junkMailId: row?.id ?? 0 };
}

/** Mail that a mailbox was asked for. */
async function makeFound(house: DoorHouse): Promise<{ key: string }> {
  const { id: channelId } = await makeChannel(house);
  const key = house.nextName();
  const mail = { channelId, folder: 'Junk', numbering: '1', place: '1', fromAddress: 'a@x.example' };
  house.desk.desk.memory.foundMails.set(key, mail);
  return { key };
}

/** Mail that could be read by now. */
async function makeQuarantined(house: DoorHouse): Promise<{ id: number }> {
  const { desk } = house.desk;
  const channel = await makeChannel(house);
  const name = house.nextName();
  const raw = Buffer.from(`From: ${name}@x.example\r\nMessage-ID: <${name}@x.example>\r\n\r\nHello\r\n`);
  const sha256 = createHash('sha256').update(raw).digest('hex');
  const outcome = { kind: 'rejected', reason: { code: 'broken' } } as const;
  const mail = { place: '1', raw, sha256, size: raw.length, receivedAt: desk.now(), outcome };
  const key = { channelId: channel.id, folder: 'INBOX', numbering: '1' };
  await storeBatch(desk, await loadStoreContext(desk, channel, key), [mail]);
  const [row] = await listQuarantine(desk.read, channel.id);
  return { id: row?.id ?? 0 };
}

const settings = {
  name: 'Renamed',
  address: '',
  groupId: '1',
  groupName: '',
  folder: '',
  afterImport: 'mark_read',
  moveTo: '',
  onlyUnread: false,
  isArchiving: false,
  archiveBefore: '',
  archiveState: 'closed',
  sendingAddress: 'keep',
  trustsHeaders: false,
  trustedServers: '',
  importsSent: false,
  sentFolder: '',
};
const server = { imapHost: '127.0.0.1', imapPort: '1', imapSecurity: 'none' };
const sender = { smtpHost: '127.0.0.1', smtpPort: '1', smtpSecurity: 'none', allowsPrivate: true };

/** Looks that reach no server here, or begin to beside the command. */
const looks = {
  describeTrace: { needs: 'admin', input: ofChannel, changes: false },
  endTrace: { needs: 'admin', input: ofChannel, changes: false },
  listFolders: { needs: 'admin', input: ofChannel, ends: 'not_found' },
  previewImport: { needs: 'admin', input: () => ({ channelId: 9999 }), ends: 'not_found' },
  readConnectionCheck: { needs: 'admin', input: () => ({ checkId: 'none' }), ends: 'not_found' },
  readReconciliation: { needs: 'admin', input: () => ({ runId: 'none' }), ends: 'not_found' },
  readTrace: { needs: 'admin', input: ofChannel, ends: 'not_found' },
  startConnectionCheck: { needs: 'admin', input: () => ({ channelId: 9999 }), ends: 'not_found' },
  startReconciliation: { needs: 'admin', input: () => ({ channelId: 9999 }), ends: 'not_found' },
  startTrace: { needs: 'admin', input: ofChannel, changes: false },
} as const;

type Named =
  | (typeof channelCommands)[number]
  | (typeof microsoftCommands)[number]
  | (typeof quarantineCommands)[number];

/** The rows of channels, the app, quarantine and files. */
export const channelRows: Readonly<
  Record<Named['name'] | 'askMailboxes' | 'importFiles' | 'rescueFound' | 'rescueJunk', Row>
> = {
  ...looks,
  // It fetches the inbox.
  acceptFolder: { needs: 'admin', input: ofChannel, ends: 'conflict' },
  // There is no app yet.
  beginSignIn: {
    needs: 'admin',
    isPersonal: true,
    ends: 'conflict',
    input: () => ({ kind: 'add_account' }),
  },
  // There is no app yet.
  addAppChannel: {
    needs: 'admin',
    ends: 'not_found',
    input: () => ({ appRegistrationId: 1, address: 'a@x.example', outsider: '' }),
  },
  // A subscription that nobody knows wakes no channel.
  noteGraphNotifications: {
    needs: 'operator',
    changes: false,
    input: () => ({ told: [{ subscriptionId: 'unknown' }] }),
  },
  // Somebody signs in for it.
  probeAppAccess: { needs: 'admin', ends: 'conflict', input: ofChannel },
  addAppCredential: {
    needs: 'admin',
    takesProof: true,
    ends: 'not_found',
    input: () => ({ appRegistrationId: 1, kind: 'managed_identity' }),
  },
  chooseAppCredential: {
    needs: 'admin',
    takesProof: true,
    ends: 'not_found',
    input: () => ({ appRegistrationId: 1, credentialId: null }),
  },
  deleteAppCredential: {
    needs: 'admin',
    takesProof: true,
    ends: 'not_found',
    input: () => ({ appRegistrationId: 1, credentialId: 1 }),
  },
  // Nobody has asked yet.
  dismissConsentRequest: { needs: 'admin', input: empty, changes: false },
  checkAppRegistration: { needs: 'admin', input: empty, ends: 'not_found' },
  configureChannel: {
    needs: 'admin',
    input: async (house) => ({ ...(await ofChannel(house)), ...settings }),
  },
  deleteChannel: {
    needs: 'admin',
    input: async (house) => {
      const { id: channelId, address } = await makeChannel(house);
      return { channelId, address };
    },
  },
  describeRetries: { needs: 'admin', input: empty, changes: false },
  discardQuarantined: { needs: 'admin', input: makeQuarantined },
  fetchNow: { needs: 'admin', input: ofChannel },
  // Nobody has begun it.
  finishSignIn: { needs: 'admin', input: () => ({ params: {} }), changes: false },
  importAnyway: { needs: 'admin', input: makeQuarantined },
  importFiles: {
    needs: 'operator',
    input: (house) => {
      const raw = `From: a@x.example\r\nMessage-ID: <${house.nextName()}@x.example>\r\n\r\nHello\r\n`;
      const mail = { path: 'a.eml', raw: btoa(raw), size: raw.length, isOversized: false };
      return { group: 'Payroll', withText: false, mails: [mail] };
    },
  },
  noteRawQuarantined: { needs: 'admin', input: makeQuarantined },
  makeAddressPrimary: { needs: 'admin', input: makeAddress },
  chooseRoads: {
    needs: 'admin',
    input: async (house) => ({
      channelId: (await makeChannel(house, { kind: 'microsoft365' })).id,
      in: 'graph',
      out: 'either',
      deletesForGood: true,
    }),
  },
  pauseChannel: { needs: 'admin', input: ofChannel },
  removeAddress: { needs: 'admin', input: makeAddress },
  // A channel with a password has no mailbox at Microsoft.
  renameMailbox: { needs: 'admin', input: makeAddress, ends: 'conflict' },
  resumeChannel: {
    needs: 'admin',
    input: async (house) => {
      const channel = await ofChannel(house);
      await asAdmin(house).call(pauseChannel, channel);
      return channel;
    },
  },
  // The channel has no account here that it could be fetched by.
  rescueJunk: { needs: 'answer', input: makeJunk, ends: 'not_found' },
  rescueFound: { needs: 'answer', input: makeFound, ends: 'not_found' },
  // Nobody has a mailbox here that could be asked.
  askMailboxes: { needs: 'user', input: () => ({ query: 'a@x.example' }), changes: false },
  retryAllQuarantined: { needs: 'admin', input: () => ({ ids: [] }), changes: false },
  retryQuarantined: { needs: 'admin', input: makeQuarantined },
  // It has no password that it could go back to.
  rollBackMigration: { needs: 'admin', input: ofChannel, ends: 'not_found' },
  saveAddress: {
    needs: 'admin',
    input: async (house) => ({
      ...(await ofChannel(house)),
      address: addressOf(house),
      name: '',
      groupId: '',
    }),
  },
  saveAppRegistration: {
    takesProof: true,
    needs: 'admin',
    input: () => ({
      clientId: '11111111-2222-4333-8444-555555555555',
      clientSecret: 'a-secret-of-some-length~',
      tenant: '',
      cloud: 'global',
    }),
  },
  saveMailAccount: {
    takesProof: true,
    needs: 'admin',
    input: (house) => {
      const address = addressOf(house);
      const account = { address, name: 'Old', userName: address, password: 'secret' };
      return { ...account, ...server, ...sender, savesAnyway: true };
    },
  },
  startChannel: {
    needs: 'admin',
    input: async (house) => ({
      channelId: (await makeChannel(house, { startedAt: null, state: 'new' })).id,
      messages: 3,
    }),
  },
};
