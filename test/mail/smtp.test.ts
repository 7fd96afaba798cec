import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { RemoteError } from '../../src/domain/failure.ts';
import type { SendOutcome } from '../../src/domain/mail-sending.ts';
import { openSmtp } from '../../src/mail/smtp.ts';

/** What the server does at a step: says this, or cuts the line. */
type Script = Partial<Record<'greeting' | 'auth' | 'mail' | 'rcpt' | 'data' | 'end', string | 'cut'>>;

let script: Script = {};
/** Cuts in the middle of the text. */
let cutsText = false;
let server: Server;
let port = 0;
let received = '';
let commands: string[] = [];

before(async () => {
  server = createServer(serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
after(() => server.close());

function serve(socket: Socket): void {
  let isText = false;
  let line = '';
  const say = (step: keyof Script, usual: string) => {
    const words = script[step] ?? usual;
    if (words === 'cut') socket.destroy();
    else socket.write(`${words}\r\n`);
  };
  socket.on('error', () => socket.destroy());
  say('greeting', '220 ready');
  socket.on('data', (bytes) => {
    line += bytes.toString('latin1');
    if (isText && cutsText) return void socket.destroy();
    for (;;) {
      const end = isText ? line.indexOf('\r\n.\r\n') : line.indexOf('\r\n');
      if (end < 0) return;
      const entry = line.slice(0, end);
      line = line.slice(end + (isText ? 5 : 2));
      if (isText) {
        isText = false;
        received = entry;
        say('end', '250 2.0.0 OK <new@AM0.prod.outlook.com> [Hostname=AM0]');
        continue;
      }
      commands.push(entry);
      if (/^EHLO/.test(entry)) socket.write('250-server\r\n250-AUTH LOGIN XOAUTH2\r\n250 SIZE 1000000\r\n');
      else if (/^AUTH|^$/.test(entry)) say('auth', '235 2.7.0 Authentication successful');
      else if (/^MAIL/.test(entry)) say('mail', '250 2.1.0 OK');
      else if (/^RCPT/.test(entry)) say('rcpt', '250 2.1.5 OK');
      else if (/^DATA/.test(entry)) {
        isText = (script.data ?? '354').startsWith('354');
        say('data', '354 go on');
      } else socket.end('221 bye\r\n');
    }
  });
}

const open = () =>
  openSmtp({
    server: { host: '127.0.0.1', port, security: 'none' },
    ca: undefined,
    userName: 'anna@upn.example',
    accessToken: 'token',
    hostName: 'postroom.example',
  });

async function send(raw = 'Subject: x\r\n\r\nHello\r\n'): Promise<SendOutcome> {
  const session = await open();
  try {
    return await session.send({ from: 'a@x.example', to: ['b@y.example', 'c@z.example'] }, Buffer.from(raw));
  } finally {
    session.close();
  }
}

function play(next: Script, cutsInText = false): void {
  script = next;
  cutsText = cutsInText;
  commands = [];
}

test('XOAUTH2 names the user and the token; the envelope is what was given; the new Message-ID is read', async () => {
  play({});
  const outcome = await send();
  assert.equal(outcome.kind, 'sent');
  if (outcome.kind === 'sent') assert.equal(outcome.assignedId, 'new@AM0.prod.outlook.com');
  const auth = commands.find((command) => command.startsWith('AUTH XOAUTH2 ')) ?? '';
  const plain = Buffer.from(auth.slice('AUTH XOAUTH2 '.length), 'base64').toString();
  assert.equal(plain, 'user=anna@upn.example\x01auth=Bearer token\x01\x01');
  assert.deepEqual(
    commands.filter((command) => /^(MAIL|RCPT)/.test(command)).map((command) => command.split(' SIZE')[0]),
    ['MAIL FROM:<a@x.example>', 'RCPT TO:<b@y.example>', 'RCPT TO:<c@z.example>'],
  );
});

test('a session that does not come about is a failure with the words of the server', async () => {
  const cases: readonly (readonly [Script, string, string | undefined, string | undefined])[] = [
    [{ greeting: '421 4.3.2 Service not available' }, 'smtp', '421', undefined],
    [{ greeting: 'cut' }, 'network', 'ECONNRESET', undefined],
    [{ auth: '535 5.7.3 Authentication unsuccessful' }, 'smtp', '535', 'AUTH'],
    [{ auth: '432 4.3.2 Concurrent connections limit exceeded' }, 'smtp', '432', 'AUTH'],
    [{ auth: 'cut' }, 'network', 'ECONNRESET', undefined],
  ];
  for (const [next, origin, code, command] of cases) {
    play(next);
    await assert.rejects(open(), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.deepEqual([error.failure.origin, error.failure.code], [origin, code], JSON.stringify(next));
      if (command !== undefined) assert.equal(error.failure.command, command);
      assert.doesNotMatch(JSON.stringify(error.failure), /token|Bearer|dXNlcj/);
      return true;
    });
  }
});

test('only a message that was handed over whole and never answered for is unknown', async () => {
  const long = `Subject: x\r\n\r\n${'A line of text\r\n'.repeat(200_000)}`;
  const cases: readonly (readonly [Script, SendOutcome['kind'], string | undefined])[] = [
    [{ mail: '550 5.7.60 SMTP; Client does not have permissions to send as this sender' }, 'not_sent', '550'],
    [{ mail: 'cut' }, 'not_sent', 'ECONNRESET'],
    [{ rcpt: '550 5.1.10 Recipient not found' }, 'not_sent', '550'],
    [{ rcpt: 'cut' }, 'not_sent', 'ECONNRESET'],
    [{ data: '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded' }, 'not_sent', '432'],
    [{ data: 'cut' }, 'not_sent', 'ECONNRESET'],
    [{ end: '554 5.2.252 SendAsDenied' }, 'not_sent', '554'],
    [{ end: '451 4.7.0 Temporary server error' }, 'not_sent', '451'],
    [{ end: 'cut' }, 'unknown', 'ECONNRESET'],
  ];
  for (const [next, kind, code] of cases) {
    play(next);
    const outcome = await send();
    const failure = outcome.kind === 'sent' ? undefined : outcome.failure;
    assert.deepEqual([outcome.kind, failure?.code], [kind, code], JSON.stringify(next));
  }
  play({}, true);
  assert.notEqual((await send(long)).kind, 'sent');
});

test('one refused recipient among others is named, and the others get it', async () => {
  play({});
  let asked = 0;
  const refuseSecond = (socket: Socket) => {
    serve(socket);
    const write = socket.write.bind(socket);
    socket.write = ((text: string) => {
      const isSecond = text.startsWith('250 2.1.5') && ++asked === 2;
      return write(isSecond ? '550 5.1.10 Recipient not found\r\n' : text);
    }) as typeof socket.write;
  };
  server.removeAllListeners('connection').on('connection', refuseSecond);
  const outcome = await send();
  server.removeAllListeners('connection').on('connection', serve);
  assert.equal(outcome.kind, 'sent');
  if (outcome.kind === 'sent') {
    assert.deepEqual(outcome.refused, [
      {
        address: 'c@z.example',
        failure: { origin: 'smtp', code: '550', command: 'RCPT', text: '550 5.1.10 Recipient not found' },
      },
    ]);
  }
});

test('no text ends the message early, whatever line ends it holds', async () => {
  for (const text of ['a\n.\nb', 'a\r.\rb', 'a\r\n.\r\nb', 'a\r\n.\rb', 'a\n.\r\nQUIT', '.\r\n.']) {
    play({});
    assert.equal((await send(`Subject: x\r\n\r\n${text}\r\n`)).kind, 'sent', JSON.stringify(text));
    assert.doesNotMatch(received, /\r(?!\n)|(?<!\r)\n/, JSON.stringify(text));
    assert.equal(commands.filter((command) => /^MAIL/.test(command)).length, 1);
    assert.ok(!commands.some((command) => /^(a|b|\.)/.test(command)), commands.join('|'));
  }
});
