import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { HandoverTrail, SendOutcome } from '../../src/domain/mail-sending.ts';
import { composeMail } from '../../src/mail/compose.ts';
import { createGraphLanes, type GraphLanes } from '../../src/microsoft/graph-lanes.ts';
import { openGraphSender } from '../../src/microsoft/graph-sender.ts';
import { openGraphSentItems } from '../../src/microsoft/graph-sent-items.ts';
import { splitMail } from '../../src/microsoft/graph-split-mail.ts';
import type { Fault, FaultKind } from '../../src/sandbox/faults.ts';
import type { Mailbox } from '../../src/sandbox/mailboxes.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { emptyFolder, emptyMailbox, giveToken } from '../sandbox/graph-support.ts';

const address = 'support@brightwater.example';
const customer = 'robin@visitor.example';
let count = 0;
let ownId = '';
const usual = {
  messageIds: 'kept',
  draftIds: 'kept',
  sendDelayMs: 0,
  messageLimit: 35 * 1024 * 1024,
  losesPieces: false,
} as const;
let sandbox: Sandbox;
let mailbox: Mailbox;
let lanes: GraphLanes;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  lanes = createGraphLanes(sandbox.ca);
  const found = sandbox.mailboxes.get(address);
  assert.ok(found);
  mailbox = found;
});
after(async () => {
  lanes.agent.destroy();
  await sandbox.stop();
});
beforeEach(() => {
  sandbox.faults.clear();
  sandbox.sent.length = 0;
  Object.assign(sandbox.graph.settings, usual);
  emptyMailbox(mailbox);
});

interface Letter {
  readonly from?: string;
  readonly to?: readonly string[];
  readonly waiting?: readonly string[];
  readonly files?: readonly { name: string; size: number }[];
  readonly earlier?: HandoverTrail;
  readonly lookPauses?: readonly number[];
  readonly keepTrail?: (trail: HandoverTrail) => Promise<void>;
}

const write = ({ from = address, to = [customer], files = [] }: Letter = {}) =>
  composeMail({
    from: { name: 'Front desk', address: from },
    to: to.map((each) => ({ name: 'Visitor, Robin', address: each })),
    cc: [],
    subject: 'Canoe',
    topic: 'Canoe',
    messageId: ownId,
    inReplyTo: 'q@visitor.example',
    references: ['q@visitor.example'],
    date: new Date('2026-11-02T10:00:00Z'),
    text: 'Yes.\n',
    attachments: files.map(({ name, size }) => ({
      name,
      type: 'application/octet-stream',
      content: Buffer.alloc(size, name),
      contentId: null,
    })),
    isAutomatic: true,
  });

const trails: HandoverTrail[] = [];
const options = () => ({
  graph: sandbox.graph.urls.graph,
  mailbox: address,
  lanes,
  stepMilliseconds: 60_000,
  getToken: async () => giveToken(sandbox, address, ['Mail.ReadWrite', 'Mail.Send']),
  lookPauses: [1, 5, 10],
});

async function send(letter: Letter = {}): Promise<SendOutcome> {
  // Another try is of the same message.
  if (letter.earlier === undefined) ownId = `pr.7.n${++count}.0123456789abcdef01234567@brightwater.example`;
  const { lookPauses } = letter;
  const sender = openGraphSender({ ...options(), ...(lookPauses ? { lookPauses } : {}) });
  trails.length = 0;
  const outcome = await sender.send({
    envelope: { from: address, to: letter.waiting ?? letter.to ?? [customer] },
    raw: await write(letter),
    earlier: letter.earlier,
    keepTrail: letter.keepTrail ?? (async (trail) => void trails.push(trail)),
  });
  sender.close();
  return outcome;
}

const set = (kind: FaultKind, more: Partial<Fault> = {}) =>
  sandbox.faults.set(address, { kind, times: 1, ...more });
const held = () => ({ sent: sandbox.sent.length, drafts: mailbox.folderOf('drafts').messages.length });

test('a draft is stored by its id before it is let go; the answer is sent, and its Message-ID as it became', async () => {
  let sentBefore = -1;
  const keepTrail = async (trail: HandoverTrail) => {
    trails.push(trail);
    sentBefore = sandbox.sent.length;
  };
  const outcome = await send({ keepTrail });
  assert.deepEqual([outcome.kind, sentBefore, trails[0]?.messageId], ['sent', 0, ownId]);
  assert.equal(outcome.kind === 'sent' && outcome.assignedId, undefined);
  assert.match(outcome.kind === 'sent' ? outcome.reply : '', /^202 Accepted \(request-id [0-9a-f-]{36}\)$/);
  assert.match(String(sandbox.sent[0]?.delivered), /In-Reply-To: <q@visitor\.example>\r\nReferences: <q@/);

  for (const draftIds of ['kept', 'new'] as const) {
    Object.assign(sandbox.graph.settings, { messageIds: 'replaced', draftIds });
    const renamed = await send();
    const { messageId = '' } = sandbox.sent.at(-1) ?? {};
    assert.match(messageId, /prod\.outlook\.com/);
    assert.deepEqual(
      [renamed.kind, renamed.kind === 'sent' && `<${renamed.assignedId}>`],
      ['sent', messageId],
      draftIds,
    );
  }
  assert.ok(sandbox.graph.stats.peak <= 4);
});

test('what Graph refuses before or at the end was not sent, and leaves no draft', async () => {
  const table: [FaultKind, string, string][] = [
    ['graph-send-as-denied', 'send', 'ErrorSendAsDenied'],
    ['graph-message-limit', 'send', 'ErrorExceededMessageLimit'],
    ['graph-submission-blocked', 'send', 'ErrorMessageSubmissionBlocked'],
    ['graph-invalid-recipients', 'send', 'ErrorInvalidRecipients'],
    ['graph-size-exceeded', 'send', 'ErrorMessageSizeExceeded'],
    ['graph-quota-full', 'create-draft', 'ErrorQuotaExceeded'],
    ['graph-bad-mime', 'create-draft', 'ErrorMimeContentInvalidBase64String'],
    ['graph-mailbox-moving', 'create-draft', 'ErrorMailboxMoveInProgress'],
    // What cannot be marked could not be found again under another name.
    ['graph-access-denied', 'patch', 'ErrorAccessDenied'],
    ['graph-quota-full', 'patch', 'ErrorQuotaExceeded'],
    ['graph-mailbox-not-enabled', 'patch', 'MailboxNotEnabledForRESTAPI'],
  ];
  for (const [kind, command, code] of table) {
    set(kind, { command });
    const outcome = await send();
    assert.deepEqual(
      [outcome.kind, outcome.kind !== 'sent' && outcome.failure.code],
      ['not_sent', code],
      kind,
    );
    assert.deepEqual(held(), { sent: 0, drafts: 0 }, kind);
  }
  set('graph-quota-names', { command: 'patch' });
  assert.equal((await send()).kind, 'sent', 'a mailbox that takes no more names is done without');
});

test('a fault of the server or of the line is looked into, and never answered by sending again', async () => {
  for (const kind of ['graph-cut-accepted', 'graph-busy-but-sent'] as const) {
    set(kind);
    assert.equal((await send()).kind, 'sent', kind);
  }
  assert.deepEqual(held(), { sent: 2, drafts: 0 });
  for (const [kind, code] of [
    ['graph-cut-unaccepted', 'ECONNRESET'],
    ['graph-server-busy', 'ErrorServerBusy'],
    ['graph-never-sent', 'STILL_A_DRAFT'],
    ['graph-html', 'NO_JSON'],
  ] as const) {
    set(kind, { command: 'send' });
    const outcome = await send();
    assert.deepEqual(
      [outcome.kind, outcome.kind !== 'sent' && outcome.failure.code],
      ['unknown', code],
      kind,
    );
  }
  assert.deepEqual(held(), { sent: 2, drafts: 4 });
  set('graph-throttled', { command: 'send', value: 0 });
  assert.equal((await send()).kind, 'sent', 'what was throttled was not done');
  assert.equal(sandbox.sent.length, 3);
});

test('a draft whose answer was lost is found and used', async () => {
  set('graph-draft-lost');
  assert.equal((await send()).kind, 'sent');
  assert.deepEqual(held(), { sent: 1, drafts: 0 });
});

test('nothing is let go while its trail is not stored', async () => {
  const outcome = await send({ keepTrail: () => Promise.reject(new Error('the disk is full')) });
  assert.deepEqual(
    [outcome.kind, outcome.kind !== 'sent' && outcome.failure.code],
    ['not_sent', 'TRAIL_NOT_KEPT'],
  );
  assert.deepEqual(held(), { sent: 0, drafts: 0 });
});

test('another try takes the earlier draft away, or finds that it has gone out', async () => {
  set('graph-never-sent');
  assert.equal((await send()).kind, 'unknown');
  const [first] = trails;
  assert.ok(first);
  assert.equal((await send({ earlier: first })).kind, 'sent');
  assert.deepEqual(held(), { sent: 1, drafts: 0 });
  const [second] = trails;
  assert.ok(second);
  const again = await send({ earlier: second });
  assert.deepEqual([again.kind, held().sent], ['sent', 1], 'nothing goes out twice');
});

test('what an earlier try has deleted does not stand in the way of the next', async () => {
  set('graph-throttled', { command: 'send', value: 0, times: 50 });
  assert.equal((await send()).kind, 'not_sent');
  const [earlier] = trails;
  assert.ok(earlier);
  assert.equal(mailbox.folderOf('deleteditems').messages.length, 1);
  sandbox.faults.clear();
  assert.equal((await send({ earlier })).kind, 'sent');
  assert.deepEqual(held(), { sent: 1, drafts: 0 });
});

test('a late copy is found in Sent Items by its id, its Message-ID or its tag', async () => {
  for (const settings of [usual, { messageIds: 'replaced', draftIds: 'new' }] as const) {
    Object.assign(sandbox.graph.settings, settings);
    set('graph-late-copy', { value: 60 });
    assert.equal((await send({ lookPauses: [] })).kind, 'unknown');
    const [trail] = trails;
    const sentItems = openGraphSentItems(options());
    const marks = { ownId, assignedIds: [], since: new Date(0), trail };
    let copy = await sentItems.find(marks);
    while (copy === undefined) copy = await sentItems.find(marks);
    assert.equal(`<${copy.messageId}>`, sandbox.sent.at(-1)?.messageId);
    await sentItems.close();
    emptyFolder(mailbox, mailbox.sentItems);
  }
});

test('large files go by themselves, in pieces and without our token; small ones beside them', async () => {
  const files = [
    { name: 'Größe & Länge der neuen Boote und Anhänger für die Saison 2027 in Metern.bin', size: 5_000_000 },
    { name: 'b.bin', size: 2_500_000 },
    { name: 'c.txt', size: 700 },
  ];
  ownId = 'split@brightwater.example';
  const { mime, files: split } = splitMail(await write({ files }), 3_000_000);
  assert.ok(mime.length < 3_000_000);
  assert.deepEqual(
    split.map(({ name, content }) => ({ name, size: content.length })),
    files.slice(0, 2),
  );
  set('graph-upload-session-missing');
  const outcome = await send({ files });
  assert.equal(outcome.kind, 'sent', JSON.stringify(outcome));
  const { mime: bare, files: arrived } = splitMail(sandbox.sent[0]?.delivered ?? Buffer.alloc(0), 0);
  assert.deepEqual(
    arrived.map(({ content }) => content.length).toSorted((a, b) => a - b),
    [700, 2_500_000, 5_000_000],
  );
  assert.ok(
    arrived.some(
      ({ name, content }) => name === files[0]?.name && content.equals(Buffer.alloc(5_000_000, name)),
    ),
  );
  assert.match(String(bare), /Yes\./);
});

for (const [what, code, prepare] of [
  ['names no address for', 'UNFIT_UPLOAD', () => set('graph-empty-body', { command: 'upload-session' })],
  [
    'asks for again and again',
    'UPLOAD_NOT_CONFIRMED',
    () => Object.assign(sandbox.graph.settings, { losesPieces: true }),
  ],
] as const) {
  test(`a large file that Graph ${what} is not sent, and nothing of it stays`, async () => {
    prepare();
    const outcome = await send({ files: [{ name: 'plan.bin', size: 4_000_000 }] });
    assert.deepEqual([outcome.kind, outcome.kind !== 'sent' && outcome.failure.code], ['not_sent', code]);
    assert.deepEqual(held(), { sent: 0, drafts: 0 });
  });
}

test('recipients with letters outside of ASCII are known again, in either case', async () => {
  const to = ['Élan.Zoë@visitor.example', customer];
  const outcome = await send({ to, waiting: ['élan.zoë@visitor.example', customer] });
  assert.equal(outcome.kind, 'sent', JSON.stringify(outcome));
  assert.deepEqual(sandbox.sent[0]?.envelope.to.length, 2);
});

test('who it is from is the mailbox; what Graph would change or send too widely is refused', async () => {
  const alias = await send({ from: 'help@brightwater.example' });
  assert.deepEqual([alias.kind, alias.kind !== 'sent' && alias.failure.code], ['not_sent', 'OTHER_SENDER']);
  const some = await send({ to: [customer, 'b@visitor.example'], waiting: [customer] });
  assert.deepEqual([some.kind, some.kind !== 'sent' && some.failure.code], ['not_sent', 'SOME_RECIPIENTS']);
  const sender = openGraphSender(options());
  await sender.trySender(address);
  await assert.rejects(sender.trySender('help@brightwater.example'), /sends as support@/);
  sender.close();
  assert.deepEqual(held(), { sent: 0, drafts: 0 });
});
