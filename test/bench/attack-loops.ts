import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { hashToken } from '../../src/domain/token.ts';
import { csrfToken } from '../../src/web/account/session.ts';
import { attacksByMail } from './attack-mails.ts';

/** Whom an attack is about, and the ways there. */
export interface Target {
  readonly port: number;
  /** Of an agent who means no good. */
  readonly cookie: string;
  /** Brings mail in. */
  deliver(mails: readonly Buffer[]): Promise<unknown>;
  /** As the agent. @returns the status; undefined where the line was cut */
  get(path: string): Promise<number | undefined>;
  /** As the agent: opens the tickets that came last. */
  openNewest(count: number): Promise<unknown>;
}
type Means = Pick<Target, 'port' | 'cookie' | 'deliver'>;

/** One turn of an attack; it is repeated for as long as it lasts. */
export type Attack = (target: Target) => Promise<unknown>;

const mebibyte = 1024 * 1024;
const urlencoded = 'application/x-www-form-urlencoded';
const manyTags = '<b>'.repeat(4 * mebibyte);
/** Made once: an attacker has his time for other things. */
const large = {
  fields: Buffer.alloc(29 * mebibyte, 'a=1&'),
  field: Buffer.from(`text=${'%41'.repeat(9 * mebibyte)}`),
  parts: Buffer.from(makeParts({ kind: 'reply', text: manyTags, html: manyTags })),
  small: Buffer.from(Array.from({ length: 900 }, (_, n) => `field${n}=${'%3C'.repeat(19)}`).join('&')),
};
const draft = Buffer.from(makeParts({ kind: 'reply', ticket: '10001', html: '<b>'.repeat(330_000) }));
const multipart = 'multipart/form-data; boundary=QQ';

const attacksByRequest: Readonly<Record<string, Attack>> = {
  'large forms at the sign-in': (target) => inParallel(8, () => post(target, '/login', large.fields)),
  'small forms at the sign-in': (target) => inParallel(50, () => post(target, '/login', large.small)),
  'large forms where files come in': (target) =>
    Promise.all([
      inParallel(2, () => post(target, '/drafts', large.field, { isOwn: true })),
      inParallel(2, () =>
        post(target, '/tickets/10001/replies', large.parts, { type: multipart, isOwn: true }),
      ),
    ]),
  'drafts of a megabyte of tags': (target) =>
    inParallel(8, () => post(target, '/drafts', draft, { type: multipart, isOwn: true })),
  'five hundred guesses at once': (target) =>
    inParallel(500, (n) => post(target, '/login', `email=ada%40desk.example&password=guess${n}`)),
  'guesses of many accounts': (target) =>
    inParallel(50, (n) => post(target, '/login', `email=nobody${n}%40desk.example&password=guess`)),
  'guesses of one’s own password': (target) =>
    inParallel(20, (n) =>
      post(target, '/account/password', `current=guess${n}&password=a+new+long+one`, { isOwn: true }),
    ),
  'letters for forgotten passwords': (target) =>
    inParallel(20, (n) => post(target, '/forgotten-password', `email=nobody${n}%40desk.example`)),
  'fifteen hundred event streams': (target) => openStreams(target, 1_500),
  'requests for what is not his': (target) =>
    inParallel(20, (n) => {
      const paths = ['/settings/users', '/ticket-changes/undo', '/channels', '/quarantine/1'];
      const path = paths[n % paths.length] ?? '/';
      return n % 2 === 0 ? target.get(path) : post(target, path, 'a=1', { isOwn: true });
    }),
  'searches of a hundred words': (target) =>
    inParallel(10, (n) =>
      target.get(`/tickets?q=${encodeURIComponent(`${'parcel where "days for" '.repeat(30)}${n}`)}`),
    ),
  'programs without a token': (target) =>
    inParallel(30, (n) =>
      post(target, n % 2 === 0 ? '/api/v1/tickets' : '/mcp', large.small, { type: 'application/json' }),
    ),
  'requests that never end': (target) => dribble(target, 500),
};

const all = { ...attacksByRequest, ...attacksByMail };

/** Each took the desk down once, or is of the same kind. */
export const attacks: Readonly<Record<string, (means: Means) => Promise<unknown>>> = Object.fromEntries(
  Object.entries(all).map(([name, attack]) => [name, (means: Means) => attack(aim(means))]),
);
export const attackNames: readonly string[] = Object.keys(all);

function aim(means: Means): Target {
  const get = (path: string) => send(means, { path, isOwn: true });
  return {
    ...means,
    get,
    openNewest: async (count) => {
      const list = await send(means, { path: '/tickets', isOwn: true, isKept: true });
      const numbers = [...new Set(String(list).match(/\/tickets\/\d+/g))].slice(0, count);
      return Promise.all(numbers.map((path) => get(path)));
    },
  };
}

function makeParts(fields: Readonly<Record<string, string>>): string {
  const parts = Object.entries(fields).map(
    ([name, value]) => `--QQ\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--QQ--\r\n`;
}

function inParallel(count: number, run: (n: number) => Promise<unknown>): Promise<unknown> {
  return Promise.allSettled(Array.from({ length: count }, (_, n) => run(n)));
}

interface Asked {
  readonly path: string;
  readonly body?: string | Buffer;
  readonly type?: string;
  /** With the session, and the token of its forms. */
  readonly isOwn?: boolean;
  /** The answer is wanted: its text. */
  readonly isKept?: boolean;
}

function post(
  means: Means,
  path: string,
  body: string | Buffer,
  more: Partial<Asked> = {},
): Promise<unknown> {
  return send(means, { path, body, ...more });
}

async function send(means: Means, asked: Asked & { readonly isKept: true }): Promise<string>;
async function send(means: Means, asked: Asked): Promise<number | undefined>;
async function send(means: Means, { path, body, type = urlencoded, isOwn, isKept }: Asked): Promise<unknown> {
  const sid = /sid=([^;]+)/.exec(means.cookie)?.[1] ?? '';
  const own = { cookie: means.cookie, 'x-csrf-token': csrfToken(hashToken(sid)) };
  const bodyHeaders = body === undefined ? {} : { 'content-type': type, 'content-length': body.length };
  const headers = { ...bodyHeaders, ...(isOwn === true ? own : {}) };
  const method = body === undefined ? 'GET' : 'POST';
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const sent: ClientRequest = request({ port: means.port, path, method, headers }, (answer) => {
    let text = '';
    if (isKept === true) answer.setEncoding('utf8').on('data', (more: string) => (text += more));
    else answer.resume();
    answer.once('close', () => resolve(isKept === true ? text : answer.statusCode));
  });
  sent.once('error', () => resolve(undefined));
  sent.once('close', () => resolve(undefined));
  sent.setTimeout(10_000, () => sent.destroy());
  sent.end(body);
  return promise;
}

async function openStreams({ port, cookie }: Target, count: number): Promise<void> {
  const headers = { cookie, host: `localhost:${port}` };
  const opened = Array.from({ length: count }, () => {
    const asked = request({ port, path: '/events', headers, agent: false }, (answer) => answer.resume());
    asked.once('error', () => undefined);
    asked.end();
    return asked;
  });
  await wait(5_000);
  for (const each of opened) each.destroy();
}

/** S26: heads and bodies letter by letter, and lines that say nothing. */
async function dribble({ port }: Target, count: number): Promise<void> {
  const begin = [
    'GET /login HTTP/1.1\r\nHost: localhost',
    'POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n',
    '',
  ];
  const lines = Array.from({ length: count }, (_, n) => {
    const line = connect(port).on('error', () => undefined);
    line.resume();
    line.write(begin[n % begin.length] ?? '');
    return line;
  });
  for (let n = 0; n < 10; n += 1) {
    await wait(1_000);
    for (const [index, line] of lines.entries()) if (index % 3 !== 2 && line.writable) line.write('a');
  }
  for (const line of lines) line.destroy();
}
