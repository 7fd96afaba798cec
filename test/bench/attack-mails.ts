import type { Attack } from './attack-loops.ts';

// What somebody sends by mail: costly to read, or made to get in where it does not belong.

const mebibyte = 1024 * 1024;
let count = 0;

export const attacksByMail: Readonly<Record<string, Attack>> = {
  'one picture three thousand times': async (target) => {
    await target.deliver([pictureMail(50 * 1024, 3_000)]);
    await target.get('/tickets');
  },
  'seventy-five pictures in 6.8 MB': async (target) => {
    await target.deliver([pictureMail(5 * mebibyte, 75)]);
    await target.get('/tickets');
  },
  'thirty pictures of half a megabyte': (target) =>
    target.deliver(Array.from({ length: 30 }, () => pictureMail(mebibyte / 2, 3))),
  'a mail of twenty-four megabytes': (target) => target.deliver([pictureMail(17 * mebibyte, 1)]),
  'large files on four lines at once': (target) =>
    Promise.all(Array.from({ length: 4 }, () => target.deliver([pictureMail(2 * mebibyte, 1)]))),
  'large base64 of nothing': (target) =>
    target.deliver([
      fileMail('base64', '\r\n'.repeat(5 * mebibyte)),
      fileMail('quoted-printable', '=\r\n'.repeat(mebibyte)),
    ]),
  'deep parts with large files': (target) => target.deliver([deepMail(15, mebibyte / 4)]),
  'text that looks like quotes': async (target) => {
    const line = `On ${'on '.repeat(80)}wrote wrote:\r\n`;
    await target.deliver(Array.from({ length: 12 }, (_, n) => textMail(`quotes ${n}`, line.repeat(370))));
    await target.openNewest(4);
  },
  'text that looks like bounces': (target) =>
    target.deliver([
      textMail('Undelivered Mail Returned to Sender', '\r\n'.repeat(50_000)),
      textMail('Delivery Status Notification (Failure)', 'smtp error 5xx '.repeat(6_600)),
    ]),
  'names that hold recipients': async (target) => {
    const from = 'From: "foo\\" <third@victim.example>, \\"bar" <mallory@evil.example>';
    await target.deliver(Array.from({ length: 10 }, (_, n) => mail(from, `names ${n}`, [], 'Hello.')));
    await target.openNewest(2);
  },
  'forged senders and guessed numbers': (target) =>
    target.deliver(
      Array.from({ length: 20 }, (_, n) => {
        const own = ['support', 'agent', 'ada'][n % 3];
        const verdict = 'Authentication-Results: mx.evil.example; dmarc=pass header.from=desk.example';
        return mail(`From: ${own}@desk.example`, `[Ticket#${10_001 + n}] Parcel`, [verdict], 'Let me in.');
      }),
    ),
  'Message-IDs of others': (target) =>
    target.deliver(
      Array.from({ length: 20 }, (_, n) => {
        const others = [
          `Message-ID: <good${100_000 + count}@customer.example>`,
          'Cc: carla1@customer.example',
        ];
        return Buffer.from(`${head('From: m@evil.example', `announced ${n}`, others)}Mine.\r\n`);
      }),
    ),
  'frames without an end': async (target) => {
    const html = '<div style="min-height:100vh">x</div><p style="height:99999999px">y</p>'.repeat(50);
    await target.deliver([mail(nextSender(), 'frames', ['Content-Type: text/html'], html)]);
    await target.openNewest(1);
  },
  'parts, depth and header fields without number': (target) =>
    target.deliver([
      mail(
        nextSender(),
        'parts',
        ['Content-Type: multipart/mixed; boundary=b'],
        '--b\r\n\r\n\r\n'.repeat(100_000),
      ),
      mail(
        nextSender(),
        'fields',
        Array.from({ length: 50_000 }, (_, n) => `X-${n}: y`),
        'x',
      ),
      mail(nextSender(), 'elements', ['Content-Type: text/html'], '<div>'.repeat(100_000)),
    ]),
};

function nextSender(): string {
  return `From: Mallory <mallory${count}@evil.example>`;
}

function textMail(subject: string, text: string): Buffer {
  return mail(nextSender(), subject, [], text);
}

function mail(from: string, subject: string, more: readonly string[], body: string): Buffer {
  const own = `Message-ID: <bad${count}.${process.pid}@evil.example>`;
  return Buffer.from(`${head(from, subject, [own, ...more])}${body}\r\n`);
}

function head(from: string, subject: string, more: readonly string[]): string {
  count += 1;
  return [from, 'To: support@desk.example', `Subject: ${subject}`, 'MIME-Version: 1.0', ...more, '', ''].join(
    '\r\n',
  );
}

function fileMail(encoding: string, content: string): Buffer {
  const fields = ['Content-Type: application/pdf; name=a.pdf', `Content-Transfer-Encoding: ${encoding}`];
  return mail(nextSender(), 'file', fields, content);
}

/** Each level holds a file and the next level. */
function deepMail(levels: number, bytes: number): Buffer {
  const file = Buffer.alloc(bytes, count % 256).toString('base64');
  const begin = Array.from({ length: levels }, (_, level) => {
    const head =
      level === 0 ? '' : `--b${level - 1}\r\nContent-Type: multipart/mixed; boundary=b${level}\r\n\r\n`;
    const part = `--b${level}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${file}\r\n`;
    return head + part;
  });
  return mail(nextSender(), 'deep', ['Content-Type: multipart/mixed; boundary=b0'], begin.join(''));
}

function pictureMail(bytes: number, references: number): Buffer {
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const png = Buffer.concat([signature, Buffer.alloc(bytes, 7 + (count % 200))]).toString('base64');
  const body = [
    `--b\r\nContent-Type: text/html\r\n\r\n${'<img src="cid:p@x">'.repeat(references)}\r\n`,
    `--b\r\nContent-Type: image/png\r\nContent-ID: <p@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n${png}\r\n--b--`,
  ];
  return mail(nextSender(), 'pictures', ['Content-Type: multipart/related; boundary=b'], body.join(''));
}
