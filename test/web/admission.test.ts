import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createPlain, Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { hashToken } from '../../src/domain/token.ts';
import { createAdmission } from '../../src/web/admission.ts';
import { createCallers } from '../../src/web/callers.ts';
import { limitConnections } from '../../src/web/connection-limit.ts';
import { refuseAtStart } from '../../src/web/refuse-early.ts';
import { createStreamLimit } from '../../src/web/stream-limit.ts';
import { createTurnstile } from '../../src/web/turnstile.ts';
import { assertProblem } from '../support/api-client.ts';
import { waitFor } from '../support/wait-for.ts';

const callers = createCallers();
const streams = createStreamLimit({ session: 2, user: 9, address: 9, all: 9 });
/** The thread's turns: none passes while the gate is shut. */
const gate = { isOpen: true, held: [] as (() => void)[] };
const turnstile = createTurnstile((then) => {
  if (gate.isOpen) setImmediate(then);
  else gate.held.push(then);
});
/** Pages for which lists wait. */
const holds = { begun: 0, ended: 0 };
const countHolds = () => {
  const release = turnstile.hold();
  holds.begun += 1;
  return () => {
    holds.ended += 1;
    release();
  };
};
const served: string[] = [];
let arrived = 0;
let server: Server;
let port = 0;

before(async () => {
  const web = { callers, trustProxy: true, publicUrl: 'http://localhost' };
  const serve = ({ headers, url }: IncomingMessage, outgoing: ServerResponse) => {
    served.push(`${url} ${headers.cookie ?? headers.authorization ?? ''}`.trim());
    outgoing.end('served');
  };
  const admit = createAdmission(web, { streams, serve }, { ...turnstile, hold: countHolds });
  server = createServer((incoming, outgoing) => {
    arrived += 1;
    admit(incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${port}${path}`, { headers });

/** Many at once on few lines, as a flood comes. @returns what the other side said so far */
function flood(count: number, head: string): { said: () => string; end: () => void } {
  let text = '';
  const line = connect(port, '127.0.0.1').setEncoding('latin1');
  line.on('error', () => undefined).on('data', (more: string) => (text += more));
  line.write(`GET /x HTTP/1.1\r\nHost: localhost\r\n${head}\r\n`.repeat(count));
  return { said: () => text, end: () => line.destroy() };
}

test('whoever is known comes before the many that nobody knows, and each person in his turn', async () => {
  callers.note(hashToken('ada'), 1);
  callers.note(hashToken('program'), 2);
  gate.isOpen = false;
  const before = arrived;
  // The first goes in at once and shuts the gate behind it.
  const strangers = flood(300, 'Cookie: sid=false\r\n');
  await waitFor(async () => arrived === before + 300);
  const known = [
    ask('/tickets', { cookie: 'a=b; sid=ada' }),
    ask('/api', { authorization: 'Bearer program' }),
  ];
  await waitFor(async () => arrived === before + 302);
  served.length = 0;
  gate.isOpen = true;
  for (const then of gate.held.splice(0)) then();
  await Promise.all(known);
  const places = ['/tickets a=b; sid=ada', '/api Bearer program'].map((each) => served.indexOf(each));
  assert.ok(
    places.every((place) => place >= 0 && place < 6),
    String(places),
  );
  strangers.end();
});

test('what one network sends beyond what can wait is refused in a few words; others are let in', async () => {
  gate.isOpen = false;
  const before = arrived;
  const strangers = flood(1_100, 'X-Forwarded-For: 198.51.100.7\r\n');
  await waitFor(async () => arrived === before + 1_100);
  const other = ask('/tickets', { 'x-forwarded-for': '203.0.113.9' });
  await waitFor(async () => arrived === before + 1_101);
  // What is beyond is refused at once, to a program as the API refuses everything.
  const program = await ask('/api/v1/tickets?state=open', { 'x-forwarded-for': '198.51.100.7' });
  const body = await program.json();
  assertProblem({ status: program.status, headers: program.headers, body }, 429, 'unavailable');
  assert.equal(program.headers.get('retry-after'), '5');
  assert.equal(program.headers.get('connection'), 'close');
  const person = await ask('/tickets', { 'x-forwarded-for': '198.51.100.7' });
  assert.equal(person.headers.get('content-type'), 'text/plain; charset=utf-8');
  // Who watches the program is not held up by what else comes from his network.
  const probe = ask('/healthz', { 'x-forwarded-for': '198.51.100.7' });
  await waitFor(async () => arrived === before + 1_104);
  served.length = 0;
  gate.isOpen = true;
  for (const then of gate.held.splice(0)) then();
  assert.equal(await (await other).text(), 'served');
  assert.equal((await probe).status, 200);
  assert.ok(served.indexOf('/healthz') < 6, String(served.indexOf('/healthz')));
  // Answers of one line come in their order.
  await waitFor(async () => /429 Too Many Requests/.test(strangers.said()));
  assert.match(strangers.said(), /Retry-After: 5\r\nConnection: close/);
  strangers.end();
});

test('a stream too many is refused before anything is made of it, and its line is closed', async () => {
  const session = hashToken('ada');
  const from = { session, address: '127.0.0.1' };
  const stays = [streams.enter(from), streams.enter(from)];
  const cookie = 'sid=ada';
  served.length = 0;
  const refused = await ask('/events?since=1', { cookie });
  assert.deepEqual([refused.status, refused.headers.get('connection'), served.length], [429, 'close', 0]);
  assert.equal(Number(refused.headers.get('retry-after')) > 0, true);
  assert.equal(refused.headers.get('cache-control'), 'no-store');
  assert.equal((await ask('/tickets', { cookie })).status, 200);
  for (const stay of stays) if (stay !== 'too many') stay.leave();
  assert.equal((await ask('/events', { cookie })).status, 200);
});

test('lists wait for pages that somebody opens, until these are answered', async () => {
  callers.note(hashToken('ada'), 1);
  callers.note(hashToken('program'), 2);
  const cookie = 'sid=ada';
  const asked: readonly (readonly [path: string, headers: Record<string, string>, isHeldFor: boolean])[] = [
    ['/tickets/10001', { cookie }, true],
    ['/tickets', { cookie, 'hx-target': 'ticket-list' }, false],
    ['/events', { cookie }, false],
    ['/api/v1/tickets', { authorization: 'Bearer program' }, false],
    ['/tickets', { cookie: 'sid=false' }, false],
  ];
  for (const [path, headers, isHeldFor] of asked) {
    const before = { ...holds };
    await (await ask(path, headers)).text();
    assert.equal(holds.begun - before.begun, isHeldFor ? 1 : 0, path);
    await waitFor(async () => holds.ended === holds.begun);
  }
});

test('while the program starts, everybody is told to come again', async () => {
  const starting = createServer(refuseAtStart);
  await new Promise<void>((resolve) => starting.listen(0, '127.0.0.1', resolve));
  const at = (starting.address() as AddressInfo).port;
  const [page, program] = await Promise.all(
    ['/tickets', '/api/v1/tickets'].map((path) => fetch(`http://127.0.0.1:${at}${path}`)),
  );
  assert.ok(page !== undefined && program !== undefined);
  assert.match(await page.text(), /starting/);
  const { status, headers } = program;
  assertProblem({ status, headers, body: await program.json() }, 503, 'unavailable');
  for (const each of [page, program]) assert.equal(each.headers.get('retry-after'), '5');
  starting.close();
});

test('lines of one household are counted together, whichever of its addresses they come from', () => {
  const quiet = createPlain();
  limitConnections(quiet, false, { address: 3, all: 9 });
  const come = (remoteAddress: string) => {
    const line = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress });
    quiet.emit('connection', line);
    return line.destroyed;
  };
  const own = ['2001:db8:0:7::1', '2001:db8:0:7::2', '2001:db8:0:7:1::3', '2001:db8:0:7:ffff::4'];
  assert.deepEqual(own.map(come), [false, false, false, true]);
  assert.equal(come('2001:db8:0:8::1'), false);
});

test('one address keeps so many lines, and what is beyond is closed unread', async () => {
  const small = createServer((_incoming, outgoing) => void outgoing.end());
  limitConnections(small, false, { address: 3, all: 9 });
  await new Promise<void>((resolve) => small.listen(0, '127.0.0.1', resolve));
  const at = (small.address() as AddressInfo).port;
  const open = () => {
    const line = connect(at, '127.0.0.1').on('error', () => undefined);
    line.resume();
    return { line, closed: new Promise((resolve) => line.once('close', resolve)) };
  };
  const lines = [open(), open(), open()];
  await open().closed;
  const stayed = lines.filter(({ line }) => !line.destroyed);
  assert.equal(stayed.length, 3);
  for (const { line, closed } of lines) {
    line.destroy();
    await closed;
  }
  await waitFor(async () => (await fetch(`http://127.0.0.1:${at}/`)).ok);
  small.closeAllConnections();
  small.close();
});
