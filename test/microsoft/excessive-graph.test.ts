import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { findFailure } from '../../src/domain/failure.ts';
import { createMailSignal } from '../../src/domain/mail-signal.ts';
import { createGraphLanes } from '../../src/microsoft/graph-lanes.ts';
import { openGraphReader } from '../../src/microsoft/graph-reader.ts';
import { sendHttp } from '../../src/microsoft/http.ts';
import { createCertificates } from '../../src/sandbox/ca.ts';

// A Graph, or something in its place, that gives more than it was asked for, or never comes to an end.

type Answer = (path: string, response: ServerResponse, request: IncomingMessage) => void;
let answer: Answer = () => undefined;
let server: Server;
let ca = '';
let graph = '';

before(async () => {
  const made = await createCertificates();
  ca = made.ca;
  server = createServer({ key: made.key, cert: made.cert }, (request, response) => {
    request.resume();
    const [, path = ''] = /^\/v1\.0\/users\/[^/]+\/(.*)$/.exec(request.url ?? '') ?? [];
    answer(path, response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  graph = `https://localhost:${(server.address() as AddressInfo).port}`;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

function open(stepMilliseconds = 60_000) {
  const lanes = createGraphLanes(ca);
  const options = { graph, mailbox: 'a@b.example', lanes, getToken: async () => 'secret', stepMilliseconds };
  const reader = openGraphReader({ ...options, deletesForGood: false, mailSignal: createMailSignal() });
  return {
    reader,
    [Symbol.dispose]() {
      reader.cut();
      lanes.agent.destroy();
    },
  };
}

async function codeOf(work: Promise<unknown>): Promise<string | undefined> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = findFailure(error);
  assert.ok(failure, String(error));
  return failure.code;
}

const say = (response: ServerResponse, json: unknown) => void response.end(JSON.stringify(json));
const inbox = {
  id: 'INBOX1',
  displayName: 'Inbox',
  childFolderCount: 0,
  totalItemCount: 1,
  unreadItemCount: 0,
};
const nameless = (rows: number) => `"value":[${Array<string>(rows).fill('{}').join()}]`;

test('a page of more rows than a call has arguments is read, and a list of millions is given up by name', async () => {
  let pages = 1;
  let asked = 0;
  const page = nameless(700_000);
  answer = (path, response) => {
    if (!path.includes('/messages')) return say(response, inbox);
    if (path.includes('/delta'))
      return say(response, { value: [], '@odata.deltaLink': `${graph}/v1.0/users/x/d` });
    asked++;
    const next =
      asked < pages
        ? `"@odata.nextLink":"${graph}/v1.0/users/a@b.example/mailFolders/x/messages?n=${asked}",`
        : '';
    response.end(`{${next}${page}}`);
  };
  using scene = open();
  await scene.reader.openFolder('');
  const listing = await scene.reader.list({ cursor: '', isComplete: true });
  assert.equal(listing.unlisted?.length, 700_000);
  [pages, asked] = [3, 0];
  assert.equal(await codeOf(scene.reader.list({ cursor: '', isComplete: true })), 'NO_END');
});

test('a tree of folders that are always new is given up by name', async () => {
  let named = 0;
  answer = (path, response) => {
    if (!/^mailFolders\?|childFolders/.test(path)) return say(response, inbox);
    const value = Array.from({ length: 1000 }, () => ({ ...inbox, id: `F${named++}`, childFolderCount: 1 }));
    say(response, { value });
  };
  using scene = open();
  assert.equal(await codeOf(scene.reader.listFolders()), 'NO_END');
  assert.ok(named < 60_000, String(named));
});

test('of messages that are larger than they were said to be no more is held than fits', async () => {
  let bytes = 8 * 1024 * 1024;
  answer = (path, response) => {
    if (!path.endsWith('/$value')) return say(response, inbox);
    const head = 'Subject: x\r\n\r\n';
    response.setHeader('Content-Length', bytes);
    response.end(Buffer.concat([Buffer.from(head), Buffer.alloc(bytes - head.length, 'a')]));
  };
  using scene = open();
  const places = Array.from({ length: 12 }, (_, at) => `M${at}`);
  const found = await scene.reader.fetchMessages(places);
  assert.ok(found.length >= 4 && found.length <= 8, String(found.length));
  bytes = 17 * 1024 * 1024;
  // Asked for by itself then, and counted.
  assert.deepEqual(await scene.reader.fetchMessages(['M1']), [{ place: 'M1', raw: undefined }]);
  assert.equal((await scene.reader.fetchLarge('M1', 25 * 1024 * 1024, 1000)).kind, 'whole');
});

const early = 'HTTP/1.1 103 Early Hints\r\n\r\n';

test('a server that never falls silent and never answers has its end', async () => {
  answer = (_path, _response, { socket }) => {
    const timer = setInterval(() => socket.write(early), 50);
    socket.once('close', () => clearInterval(timer));
  };
  using scene = open(200);
  assert.equal(await codeOf(scene.reader.openFolder('')), 'ETIMEDOUT');
});

test('answers before the answer without an end are not read on', async () => {
  const flood = Buffer.from(early.repeat(1000));
  answer = (_path, _response, { socket }) => {
    const more = () => {
      while (!socket.destroyed && socket.write(flood));
    };
    socket.on('drain', more);
    more();
  };
  using scene = open();
  // Not only by a deadline, until which it would all be read.
  assert.equal(await codeOf(scene.reader.openFolder('')), 'ECONNRESET');
  await assert.rejects(sendHttp(`${graph}/token`, { method: 'GET', ca }), /more came before the answer/);
});
