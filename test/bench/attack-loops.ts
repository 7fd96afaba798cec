import { request } from 'node:http';
import type { Visitor } from '../support/app.ts';

/** Who is attacked, and who is signed in there. */
export interface Target {
  readonly port: number;
  readonly url: string;
  /** An agent who means no good. */
  readonly insider: Visitor;
  /** Brings mail in. */
  deliver(mails: readonly Buffer[]): Promise<unknown>;
  /** Of the newest ticket of bad mail. */
  readonly badTicket: () => number;
}

/** One turn of an attack; it is repeated for as long as it lasts. */
export type Attack = (target: Target) => Promise<unknown>;

const mebibyte = 1024 * 1024;
/** Made once: what the attacker does must not hold up whoever measures. */
const largeForm = Buffer.alloc(29 * mebibyte, 'a=1&');

/** Those of issue and record that each took the desk down once. */
export const attacks: Readonly<Record<string, Attack>> = {
  'large forms at the sign-in': (target) => inParallel(8, () => send(target, '/login', largeForm)),
  'guessed passwords': (target) =>
    inParallel(50, (n) => send(target, '/login', `email=ada%40desk.example&password=guess${n}`)),
  'letters for forgotten passwords': (target) =>
    inParallel(20, (n) => send(target, '/forgotten-password', `email=nobody${n}%40desk.example`)),
  'one picture three thousand times': async (target) => {
    await target.deliver([pictureMail()]);
    await target.insider.get(`/tickets/${target.badTicket()}/conversation`);
  },
  'text that looks like quotes': async (target) => {
    const line = `On ${'on '.repeat(80)}wrote wrote:\r\n`;
    await target.deliver(Array.from({ length: 4 }, (_, n) => textMail(`quotes ${n}`, line.repeat(370))));
    await target.insider.get(`/tickets/${target.badTicket()}/conversation`);
  },
  'text that looks like bounces': (target) =>
    target.deliver([
      textMail('Undelivered Mail Returned to Sender', '\r\n'.repeat(50_000)),
      textMail('Delivery Status Notification (Failure)', 'smtp error 5xx '.repeat(6_600)),
    ]),
  'drafts of a megabyte of tags': (target) => {
    const html = '<b>'.repeat(330_000);
    const fields = { kind: 'reply', ticket: '10001', key: 'abcdefgh', text: 'words', html };
    return inParallel(4, () => target.insider.post('/drafts', fields).then((answer) => answer.arrayBuffer()));
  },
  'event streams': (target) => openStreams(target, 300),
  'frames without an end': (target) =>
    target.deliver([
      htmlMail('<div style="min-height:100vh">x</div><p style="height:99999999px">y</p>'.repeat(50)),
    ]),
};

function inParallel(count: number, run: (n: number) => Promise<unknown>): Promise<unknown> {
  return Promise.allSettled(Array.from({ length: count }, (_, n) => run(n)));
}

/** A form of a stranger. Ends when the answer has begun: an attacker reads none. */
function send(target: Target, path: string, body: string | Buffer): Promise<void> {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
  return new Promise((done) => {
    const asked = request({ port: target.port, path, method: 'POST', headers }, (answer) => {
      answer.resume();
      answer.once('close', done);
    });
    asked.once('error', () => done());
    asked.setTimeout(10_000, () => asked.destroy());
    asked.end(body);
  });
}

async function openStreams(target: Target, count: number): Promise<void> {
  const opened = Array.from({ length: count }, () => {
    const headers = { cookie: target.insider.cookie, host: `localhost:${target.port}` };
    const asked = request({ port: target.port, path: '/events', headers }, (answer) => answer.resume());
    asked.once('error', () => undefined);
    asked.end();
    return asked;
  });
  await new Promise((done) => setTimeout(done, 2_000));
  for (const each of opened) each.destroy();
}

let count = 0;

function head(subject: string, more: readonly string[] = []): string {
  count += 1;
  return [
    `From: Mallory <mallory${count}@evil.example>`,
    'To: support@desk.example',
    `Subject: ${subject}`,
    `Message-ID: <bad${count}.${process.pid}@evil.example>`,
    ...more,
    '',
    '',
  ].join('\r\n');
}

function textMail(subject: string, text: string): Buffer {
  return Buffer.from(`${head(subject)}${text}\r\n`);
}

function htmlMail(html: string): Buffer {
  return Buffer.from(`${head('frames', ['Content-Type: text/html; charset=utf-8'])}${html}\r\n`);
}

function pictureMail(): Buffer {
  const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(50 * 1024, 7)]).toString(
    'base64',
  );
  const parts = [
    `--b\r\nContent-Type: text/html\r\n\r\n${'<img src="cid:p@x">'.repeat(3_000)}\r\n`,
    `--b\r\nContent-Type: image/png\r\nContent-ID: <p@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n${png}\r\n`,
    '--b--\r\n',
  ];
  const type = 'Content-Type: multipart/related; boundary=b';
  return Buffer.from(head('pictures', ['MIME-Version: 1.0', type]) + parts.join('')).subarray(0, mebibyte);
}
