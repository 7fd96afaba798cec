import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { RemoteError } from '../../src/domain/failure.ts';
import type { MailReader } from '../../src/domain/mail-reading.ts';
import { createMailSignal } from '../../src/domain/mail-signal.ts';
import { createGraphClient } from '../../src/microsoft/graph-client.ts';
import { createGraphLanes } from '../../src/microsoft/graph-lanes.ts';
import { openGraphReader } from '../../src/microsoft/graph-reader.ts';
import { findSentCopy } from '../../src/microsoft/graph-sent-items.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';
import { fuzzFactor, mutateBytes } from '../support/mutate-bytes.ts';
import { createRandom } from '../support/random.ts';

// Answers of Graph whose JSON is not what its reference says. Whatever it is, a step ends with a value of its shape or with a
// named failure, and asks for no more than a handful of things. Replay a failure by its seed.

const seed = 20_261_130;
const rounds = 24 * fuzzFactor;
const atOnce = 24;

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };
/** @returns what is answered to a path below the mailbox; undefined: the usual */
type Speak = (path: string, usual: Json) => Buffer | Json | undefined;
let server: Server;
let ca = '';
let graph = '';
const speakers = new Map<string, Speak>();
const asked = new Map<string, number>();

before(async () => {
  const made = await createCertificates();
  ca = made.ca;
  server = createServer({ key: made.key, cert: made.cert }, (request, response) => {
    request.resume();
    const [, name = '', path = ''] = /^\/v1\.0\/users\/([^/]+)\/(.*)$/.exec(request.url ?? '') ?? [];
    const count = (asked.get(name) ?? 0) + 1;
    asked.set(name, count);
    // What would go on for ever ends here, and is counted.
    if (count > 500) return void response.writeHead(404).end('{}');
    const usual = answerTo(path);
    const said = speakers.get(name)?.(path, usual) ?? usual;
    return void response.end(Buffer.isBuffer(said) ? said : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  graph = `https://localhost:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const message = {
  id: 'AAA=',
  receivedDateTime: '2026-11-01T10:00:00Z',
  parentFolderId: 'INBOX1',
  isRead: true,
  isDraft: false,
  internetMessageId: '<a@b.example>',
  sentDateTime: '2026-11-01T10:00:00Z',
  subject: 'x',
  from: { emailAddress: { address: 'a@b.example' } },
  internetMessageHeaders: [{ name: 'Subject', value: 'x' }],
  singleValueExtendedProperties: [{ id: 'Long 0xe08', value: '1200' }],
};
const folder = {
  id: 'INBOX1',
  displayName: 'Inbox',
  childFolderCount: 0,
  totalItemCount: 3,
  unreadItemCount: 1,
};

function answerTo(path: string): Json {
  if (/\$value$/.test(path)) return 'Subject: x';
  if (/^mailFolders\/\w+\/messages\/delta/.test(path)) {
    return { value: [message], '@odata.deltaLink': `${graph}/v1.0/users/x/delta?token=1` };
  }
  if (/^mailFolders\/\w+\/messages/.test(path)) return { value: [message] };
  if (/childFolders|^mailFolders\?/.test(path))
    return { value: [folder, { ...folder, id: 'DONE1', displayName: 'Done' }] };
  return /^messages\//.test(path) ? message : folder;
}

const ids = /^[A-Za-z0-9_=-]{1,512}$/;
/** Each step of an import, with what its value has to be. */
const steps: readonly ((reader: MailReader) => Promise<void>)[] = [
  async (reader) => {
    for (const { path, name } of await reader.listFolders())
      assert.ok(typeof path + typeof name === 'stringstring');
  },
  async (reader) => {
    const { messages } = await reader.openFolder('');
    assert.ok(Number.isSafeInteger(messages) && messages >= 0, String(messages));
  },
  async (reader) => {
    const { places, cursorAfter } = await reader.list({ cursor: '' });
    for (const place of places) assert.match(place, ids);
    assert.equal(typeof cursorAfter(places), 'string');
  },
  async (reader) => {
    for (const { place, size } of await reader.describeMessages(['AAA='])) {
      assert.ok(ids.test(place) && Number.isFinite(size), `${place} ${size}`);
    }
  },
  async (reader) => {
    for (const { raw } of await reader.fetchMessages(['AAA='])) assert.ok(raw?.length !== 0);
  },
  async (reader) => {
    const header = await reader.fetchHeader('AAA=');
    assert.ok(header === undefined || header.length <= 256 * 1024);
  },
  (reader) => reader.markRead(['AAA=']),
  (reader) => reader.moveMessages(['AAA='], 'Done'),
];

/** @returns how many steps failed, each with a name for it */
async function walk(name: string, speak: Speak): Promise<number> {
  let failures = 0;
  speakers.set(name, speak);
  const lanes = createGraphLanes(ca);
  const options = { graph, mailbox: name, lanes, getToken: async () => 'secret', stepMilliseconds: 60_000 };
  const reader = openGraphReader({ ...options, deletesForGood: false, mailSignal: createMailSignal() });
  const client = createGraphClient(options);
  const look = async () => {
    const marks = { ownId: 'a@b.example', assignedIds: [], since: new Date(0), trail: undefined };
    const copy = await findSentCopy(client, marks);
    assert.ok(copy?.at === undefined || !Number.isNaN(copy.at.getTime()));
  };
  for (const step of [...steps.map((each) => () => each(reader)), look]) {
    await step().catch((error: unknown) => {
      if (!(error instanceof RemoteError)) throw error;
      assert.ok(error.failure.text !== '' && error.failure.text.length < 2_000, name);
      assert.ok(!error.failure.text.includes('secret'));
      failures += 1;
    });
  }
  lanes.agent.destroy();
  return failures;
}

const odd: readonly Json[] = [
  ...[null, true, 0, -1, 1e308, '', '\u0000', '\ud800', '../..', 'a/b', '__proto__', 'x'.repeat(5_000)],
  ...[
    [],
    {},
    [null],
    [[[[]]]],
    { value: null },
    { constructor: 1 },
    'https://evil.example/v1.0/users/x/',
    'NaN',
  ],
];

/** Puts something odd in the place of one value somewhere within. */
function mutateJson(json: Json, random: () => number): Json {
  if (random() < 0.15 || json === null || typeof json !== 'object') {
    return odd[Math.floor(random() * odd.length)] ?? null;
  }
  if (Array.isArray(json)) {
    const at = Math.floor(random() * json.length);
    return json.map((each: Json, n) => (n === at ? mutateJson(each, random) : each));
  }
  const names = Object.keys(json);
  const chosen = names[Math.floor(random() * names.length)];
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [
      name,
      name === chosen ? mutateJson(value as Json, random) : value,
    ]),
  );
}

test(`${rounds} imports from answers that are mixed up end in values or in named failures`, async () => {
  let failures = 0;
  for (let round = 0; round < rounds; round += atOnce) {
    const walks = Array.from({ length: atOnce }, (_, n) => {
      const random = createRandom(seed + round + n);
      return walk(`fuzz-${seed + round + n}`, (_path, usual) => {
        const die = random();
        if (die < 0.3) return mutateJson(usual, random);
        return die < 0.4 ? mutateBytes(Buffer.from(JSON.stringify(usual)), random) : undefined;
      });
    });
    for (const count of await Promise.all(walks)) failures += count;
  }
  assert.ok(failures > rounds / 2, `${failures} failures: the answers were not mixed up`);
});

const circles: readonly (readonly [name: string, speak: Speak])[] = [
  [
    'a folder that stands below itself, twice on each level',
    (path) =>
      /childFolders|^mailFolders\?/.test(path)
        ? { value: ['A1', 'B1'].map((id) => ({ ...folder, id, displayName: id, childFolderCount: 2 })) }
        : undefined,
  ],
  [
    'pages that lead to each other',
    (path) => {
      if (!/messages/.test(path) || /^messages/.test(path)) return undefined;
      const next = path.includes('page=1') ? 'page=2' : 'page=1';
      return {
        value: [message],
        '@odata.nextLink': `${graph}/v1.0/users/circle/mailFolders/x/messages?${next}`,
      };
    },
  ],
  ['brackets a hundred thousand deep', () => Buffer.from('['.repeat(100_000))],
  [
    'a list of a hundred thousand times nothing',
    () => Buffer.from(`{"value":[${'null,'.repeat(100_000)}null]}`),
  ],
];
for (const [name, speak] of circles) {
  test(`${name}: comes to an end, by name`, async () => {
    asked.clear();
    await walk('circle', speak);
    assert.ok((asked.get('circle') ?? 0) < 80, `${asked.get('circle')} requests`);
  });
}
