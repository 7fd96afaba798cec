import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { postJson } from '../../src/desk/telling/post-json.ts';
import type { PostOutcome } from '../../src/domain/post-problem.ts';
import { fuzzFactor, mutateBytes } from '../support/mutate-bytes.ts';
import { createRandom } from '../support/random.ts';

// Whoever receives a webhook may answer anything. Whatever it is, the post ends within its deadline with an outcome that says
// what became of it, nobody else is asked, and little of it is kept. Replay a failure by its seed.

const seed = 20_261_201;
const rounds = 80 * fuzzFactor;
const atOnce = 40;
/** Of what never ends; what ends by itself has time for it on a busy machine. */
const shortMilliseconds = 300;
const longMilliseconds = 60_000;

/** What a receiver does once it has the request, or at once. */
interface Script {
  readonly pieces: readonly Buffer[];
  /** How it ends: the line is closed, cut or left open, or the last piece comes again and again, or byte by byte. */
  readonly end: 'close' | 'cut' | 'stay' | 'forever' | 'slowly';
  readonly isEager: boolean;
}

/** Each post has a receiver of its own, so that none answers by the script of another. */
interface Receiver {
  readonly server: Server;
  script: Script | undefined;
}

const receivers: Receiver[] = [];
let trap: Server;
let trapUrl = '';
let trapped = 0;
const lines = new Set<Socket>();

before(async () => {
  trap = await listen((line) => {
    trapped += 1;
    line.destroy();
  });
  trapUrl = `http://127.0.0.1:${portOf(trap)}/`;
  for (let n = 0; n < atOnce; n += 1) {
    const server = await listen((line) => void play(line, receivers[n]?.script));
    receivers.push({ server, script: undefined });
  }
});
after(() => {
  for (const line of lines) line.destroy();
  for (const { server } of [...receivers, { server: trap }]) server.close();
});

async function listen(onLine: (line: Socket) => void): Promise<Server> {
  const server = createServer(onLine);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

async function play(line: Socket, script: Script | undefined): Promise<void> {
  lines.add(line);
  line.on('error', () => undefined).on('close', () => lines.delete(line));
  const { pieces = [], end = 'cut', isEager = true } = script ?? {};
  if (!isEager) await new Promise((resolve) => line.once('data', resolve).once('close', resolve));
  line.resume();
  const last = end === 'slowly' || end === 'forever' ? pieces.at(-1) : undefined;
  for (const piece of last === undefined ? pieces : pieces.slice(0, -1)) line.write(piece);
  if (end === 'close') line.end();
  if (end === 'cut') line.resetAndDestroy();
  if (last !== undefined) end === 'slowly' ? dribble(line, last) : pour(line, last);
}

function dribble(line: Socket, bytes: Buffer): void {
  let at = 0;
  const timer = setInterval(() => {
    if (line.destroyed || at >= bytes.length) return clearInterval(timer);
    line.write(bytes.subarray(at, at + 1));
    at += 1;
    return undefined;
  }, 5);
  line.once('close', () => clearInterval(timer));
}

/** Many at once: what is written a few bytes at a time holds up the process that also has to see the deadline. */
function pour(line: Socket, bytes: Buffer): void {
  if (bytes.length === 0) return;
  const much = Buffer.concat(Array.from({ length: Math.ceil(65_536 / bytes.length) }, () => bytes));
  const more = () => {
    while (!line.destroyed && line.write(much));
  };
  line.on('drain', more);
  more();
}

const say = (text: string) => Buffer.from(text, 'latin1');
const many = (count: number, text: string) => say(text.repeat(count));
const usual = say('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nfine');
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

function listBeginnings(): readonly (readonly Buffer[])[] {
  const statuses = '0 99 100 101 102 103 199 204 205 299 300 301 302 303 307 308 399 400 404 500 999 1000 -1';
  return [
    ...`${statuses} abc 2e2 ${'2'.repeat(400)}`
      .split(' ')
      .map((status) => [say(`HTTP/1.1 ${status} x\r\nLocation: ${trapUrl}\r\nContent-Length: 0\r\n\r\n`)]),
    ...['HTTP/9.9 200 OK', 'ICY 200 OK', 'HTTP/1.1200 OK', '200 OK', 'HTTP/1.1 200', '\0\0\0', '<html>'].map(
      (first) => [say(`${first}\r\n\r\n`), say('x')],
    ),
    [many(2_000, 'HTTP/1.1 100 Continue\r\n\r\n'), usual],
    [many(500, 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'), usual],
    [say('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'), many(9_000, 'x')],
    [say('HTTP/1.1 200 OK\r\n'), many(3_000, 'X-A: b\r\n'), say('\r\n')],
    [say('HTTP/1.1 200 OK\r\nX-Long: '), many(300_000, 'x'), say('\r\n\r\n')],
    [say('HTTP/1.1 200 '), many(300_000, 'OK'), say('\r\n\r\n')],
    [say('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef')],
    [say('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')],
    [say('HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n'), many(100, 'x')],
    [say('HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n'), many(100, 'x')],
    [say('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')],
    [say('HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n'), many(9_000, '\x1f\x8b')],
    [say('HTTP/1.1 200 OK\r\nX: a\n b\r\nSet-Cookie: a=b\r\n: empty\r\n\r\n')],
    [say('HTTP/1.1 200 OK\r\n\r\n'), many(64_000, '\xff')],
    [say(chunked), say('zz\r\nx\r\n')],
    [say(chunked), say('ffffffffffffffff\r\n'), many(9_000, 'x')],
    [say(chunked), say('5;'), many(200_000, 'x'), say('\r\nabcde\r\n0\r\n\r\n')],
    [say(chunked), many(5_000, '1\r\nx\r\n')],
    [say(chunked), say('0\r\n'), many(5_000, 'X-Trailer: y\r\n')],
    [usual, usual, usual],
    [usual],
  ];
}

const ends: readonly Script['end'][] = ['close', 'close', 'close', 'cut', 'stay', 'forever', 'slowly'];

async function post(script: Script, scheme: 'http' | 'https', at: number): Promise<PostOutcome> {
  const receiver = receivers[at] as Receiver;
  receiver.script = script;
  const url = `${scheme}://127.0.0.1:${portOf(receiver.server)}/`;
  const endsByItself = script.end === 'close' || script.end === 'cut';
  const deadlineMilliseconds = endsByItself ? longMilliseconds : shortMilliseconds;
  return postJson(url, '{"a":1}', { allowsPrivate: true, deadlineMilliseconds });
}

function assertHonest(outcome: PostOutcome, script: Script, what: string): void {
  const bytes = Buffer.concat(script.pieces).toString('latin1');
  if (outcome.kind === 'sent') {
    assert.ok(outcome.status >= 200 && outcome.status < 300, what);
    assert.match(bytes, /2\d\d/, what);
  } else if (outcome.problem.code === 'said') {
    assert.ok(outcome.problem.text !== '' && outcome.problem.text.length <= 500, what);
  }
  assert.ok((outcome.answer ?? '').length <= 2_000, what);
}

test(`${rounds} receivers that answer anything: each post ends by an outcome of its own`, async () => {
  const beginnings = listBeginnings();
  const kinds = new Map<string, number>();
  for (let round = 0; round < rounds; round += atOnce) {
    const posts = Array.from({ length: atOnce }, async (_, n) => {
      const random = createRandom(seed + round + n);
      const pieces = beginnings[(round + n) % beginnings.length] ?? [usual];
      const changed = random() < 0.4 ? pieces.map((piece) => mutateBytes(piece, random)) : pieces;
      const end = ends[Math.floor(random() * ends.length)] ?? 'close';
      const script = { pieces: changed, end, isEager: random() < 0.2 };
      const outcome = await post(script, 'http', n);
      assertHonest(outcome, script, `round ${round + n}`);
      kinds.set(outcome.kind, (kinds.get(outcome.kind) ?? 0) + 1);
    });
    await Promise.all(posts);
  }
  assert.equal(trapped, 0, 'nobody follows where a receiver points to');
  for (const kind of ['sent', 'failed', 'unknown']) {
    assert.ok((kinds.get(kind) ?? 0) > 0, JSON.stringify([...kinds]));
  }
});

test('an encrypted line is spoken nonsense to: it fails by name, and nothing was sent', async () => {
  const record = (type: number, length: number) => Buffer.from([type, 3, 3, length >> 8, length & 255]);
  const random = createRandom(seed);
  const noise = Buffer.from(Array.from({ length: 3_000 }, () => Math.floor(random() * 256)));
  const nonsense: readonly (readonly Buffer[])[] = [
    [usual],
    [noise],
    [record(21, 2), Buffer.from([2, 40])],
    [record(21, 2), Buffer.from([1, 0])],
    [record(22, 0xffff), noise],
    [record(22, 4), Buffer.from([2, 0xff, 0xff, 0xff]), noise],
    [record(22, 0)],
    [record(23, 3_000), noise],
    [record(22, 3_000), noise],
    [Buffer.alloc(0)],
  ];
  for (const end of new Set(ends)) {
    const outcomes = await Promise.all(
      nonsense.map(async (pieces, n) => {
        const script = { pieces, end, isEager: false };
        return { outcome: await post(script, 'https', n), script };
      }),
    );
    for (const { outcome, script } of outcomes) {
      assertHonest(outcome, script, end);
      assert.equal(outcome.kind, 'failed', `${end}: ${JSON.stringify(outcome)}`);
    }
  }
});
