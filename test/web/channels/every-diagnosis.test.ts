import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { getChannel, updateChannel } from '../../../src/db/channels.ts';
import { createSuspects } from '../../../src/desk/fetching/parse-mail.ts';
import { type Watch, watchChannel } from '../../../src/desk/fetching/watch-channel.ts';
import { defaultWatchOptions } from '../../../src/desk/fetching/watch-options.ts';
import { type Diagnosis, diagnose } from '../../../src/domain/diagnosis/diagnosis.ts';
import { entraRules } from '../../../src/domain/diagnosis/diagnosis-entra.ts';
import { graphRules } from '../../../src/domain/diagnosis/diagnosis-graph.ts';
import { imapRules } from '../../../src/domain/diagnosis/diagnosis-imap.ts';
import { networkRules } from '../../../src/domain/diagnosis/diagnosis-network.ts';
import type { DiagnosisRule } from '../../../src/domain/diagnosis/diagnosis-rule.ts';
import { type Failure, RemoteError } from '../../../src/domain/failure.ts';
import { createMemoryMailbox } from '../../support/memory-mailbox.ts';
import { readable } from '../../support/page-words.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

// Every row that can stop a channel from receiving, on both roads: it fails once and is over, and it fails again and again. What the
// page says is read each time, and nobody presses anything, but where only a sign-in helps.

const mailbox = createMemoryMailbox();
const never = new AbortController().signal;
let now: number;
let failure: Failure | undefined;
let desk: TicketDesk;
let admin: Person;
let watch: Watch;

before(async () => {
  // Not when the file was loaded: others that share its process may have run for minutes since then.
  now = Date.now();
  desk = await openTicketDesk({ address: 'info@example.com' }, { now: () => new Date(now) });
  admin = await desk.signIn('admin');
  const options = { ...defaultWatchOptions, random: () => 0 };
  const openMailbox = async () => {
    if (failure !== undefined) throw new RemoteError(failure);
    return mailbox.open();
  };
  watch = watchChannel(
    { desk: desk.desk, options, suspects: createSuspects(), openMailbox },
    desk.channel.id,
  );
});
after(async () => {
  await watch.close();
  await desk.close();
});

/** What is said where a row's conditions do not tell it themselves. */
const words: Readonly<Record<string, Partial<Failure>>> = {
  imap_throttled: { text: 'Request is throttled. Suggested Backoff Time: 92415 milliseconds' },
  imap_not_connected: { text: 'User is authenticated but not connected.' },
  imap_token_expired: { text: 'Session invalidated - AccessTokenExpired', code: 'BYE' },
  imap_expunge_failed: { text: 'EXPUNGE failed', command: 'EXPUNGE' },
  imap_too_many_connections: { text: 'Too many simultaneous connections' },
  imap_invalid_state: { text: 'Command received in Invalid state.' },
  password_basic_auth_off: { text: 'Basic authentication is disabled', command: 'LOGIN' },
  password_app_needed: { text: 'Application-specific password required', command: 'LOGIN' },
  password_switched_off: { text: 'IMAP access is disabled for your domain', command: 'LOGIN' },
  password_expired: { text: 'Password is expired', command: 'LOGIN' },
  password_locked: { text: 'Account is locked', command: 'LOGIN' },
  password_place: { text: 'Sign-ins from your country are not allowed', command: 'LOGIN' },
  network_not_tls: { code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  network_tls: { code: 'EPROTO' },
  network_proxy: { code: 'PROXY_REFUSED' },
  network_certificate_untrusted: { code: 'SELF_SIGNED_CERT_IN_CHAIN' },
  network_dns: { code: 'ENOTFOUND' },
  entra_unavailable: { code: '503' },
  graph_token_challenged: {
    code: 'InvalidAuthenticationToken',
    text: 'Continuous access evaluation: insufficient_claims',
  },
  graph_policy: { text: 'Access to OData is disabled.' },
  graph_no_right: { text: 'Default folder Inbox not found.' },
  graph_named_properties: { code: 'ErrorQuotaExceeded', text: 'Cannot get ID from name.' },
  entra_not_microsoft: { code: '407' },
};

/** @returns what brings the row about, by its own conditions */
function sampleOf(origin: Failure['origin'], { code, when }: DiagnosisRule): Failure {
  const number = when.aadsts?.[0];
  return {
    origin,
    text: number === undefined ? 'Words of a server.' : `AADSTS${number}: Words.`,
    code: /[A-Za-z0-9_]{2,}/.exec(when.codes?.source ?? '')?.[0] ?? (origin === 'imap' ? 'NO' : undefined),
    command: when.commands?.[0],
    ...(number === undefined ? {} : { aadsts: [number], error: 'invalid_grant' }),
    ...(when.errors === undefined ? {} : { error: when.errors[0] }),
    ...words[code],
  };
}

const tables = { entra: entraRules, imap: imapRules, network: networkRules, graph: graphRules } as const;
const rows = Object.entries(tables).flatMap(([origin, rules]) =>
  rules.map((rule) => ({ rule, sample: sampleOf(origin as Failure['origin'], rule) })),
);
const walked = new Map(
  rows.flatMap(({ rule, sample }) => (diagnose(sample).code === rule.code ? [[rule.code, sample]] : [])),
);
/** Copies of sent mail and messages that go out: not what a channel is fetched by. */
const ofSending = new Set(['sent_copy_elsewhere']);

test('each row that can stop a channel is walked', () => {
  const codes = new Set(
    Object.values(tables)
      .flat()
      .map(({ code }) => code),
  );
  assert.deepEqual(
    [...codes].filter((code) => !walked.has(code) && !ofSending.has(code)),
    [],
  );
});

const people: Record<Diagnosis['who'], string> = {
  you: 'You can mend this',
  administrator: 'Your Microsoft administrator can mend this',
  provider: 'Whoever runs the mail server can mend this',
  microsoft: 'Microsoft has to mend this',
  nobody: 'Nobody has to act',
};

/** On a line of its own: what is open has signed in already. */
const look = async () => {
  await watch.close();
  return watch.look({ stopping: never, cut: never, beat: () => undefined });
};
const read = () => getChannel(desk.desk.read, desk.channel.id);

async function readPage(): Promise<string> {
  return readable(await (await admin.get(`/channels/${desk.channel.id}`)).text());
}

/** The page says what it is, whose it is, what to do and when it is tried again. */
async function expectOnPage({ title, cause, who, step, powershell, code }: Diagnosis): Promise<void> {
  const page = await readPage();
  const parts = [`<h2>${title}</h2>`, cause, `<b>${people[who]}:</b> ${step}`, powershell ?? ''];
  for (const part of parts) assert.ok(page.includes(part), `${code}: ${part}`);
  const { retryAt } = await read();
  if (retryAt !== null) assert.ok(page.includes(`datetime="${retryAt.toISOString()}"`), `${code}: next try`);
}

async function expectRecovery({ code, retry }: Diagnosis, wait: number): Promise<void> {
  failure = undefined;
  if (retry.kind === 'reauthenticate') {
    // What a sign-in does.
    await desk.desk.write((tx) =>
      updateChannel(tx, desk.channel.id, { retryAt: new Date(now), state: 'watching' }),
    );
  } else now += wait;
  await look();
  const { state, failureCode, failureCount } = await read();
  assert.deepEqual([state, failureCode, failureCount], ['watching', null, 0], code);
  assert.match(await readPage(), /Works again since/);
}

/** What a server can take, from one channel: never closer than this, and soon less. */
const [closest, soon] = [10_000, 60_000];

for (const [code, sample] of walked) {
  test(`${code}: ${sample.text.slice(0, 60)}`, async () => {
    // Hours pass here, and a session that is not used ends.
    admin = await desk.signInAgain(admin);
    const diagnosis = diagnose(sample, await read());
    failure = sample;
    const once = (await look()).after;
    await expectOnPage(diagnosis);
    const isDead = diagnosis.retry.kind === 'reauthenticate';
    assert.equal(once === Number.POSITIVE_INFINITY, isDead, 'only a sign-in ends it');
    // What the server has not said for certain may be over in a minute.
    if (!isDead && !diagnosis.isSaid && diagnosis.retry.kind !== 'wait')
      assert.ok(once <= soon, String(once));
    await expectRecovery(diagnosis, once);
    failure = sample;
    let wait = 0;
    for (let turn = 0; turn < 4; turn++) {
      wait = (await look()).after;
      if (isDead) break;
      assert.ok(wait >= closest && wait <= 3_960_000, `try ${turn}: ${wait}`);
      if (turn < 3) now += wait;
    }
    if (!isDead) assert.ok(wait >= soon * 0.75, `it is hammered: ${wait}`);
    await expectOnPage(diagnosis);
    await expectRecovery(diagnosis, wait);
  });
}
