import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ScriptedSmtpCommand {
  /** Upper case: EHLO, AUTH, MAIL, RCPT, DATA, `.` for the end of a message. */
  readonly name: string;
  readonly line: string;
  /** How often this one has come, on all connections, this time included. */
  readonly count: number;
}

export interface ScriptedSmtpOptions {
  /** The lines of the answer to EHLO. */
  readonly offer?: readonly string[];
  readonly greeting?: string;
  /** @returns what is said, `CUT` for an end of the line; undefined: the usual; nothing in it: silence */
  readonly answer?: (command: ScriptedSmtpCommand) => readonly string[] | undefined;
}

export interface ScriptedSmtp {
  readonly port: number;
  readonly lines: string[];
  /** Each message that was taken, with those whom the server has taken it for. */
  readonly taken: { readonly from: string; readonly to: readonly string[]; readonly raw: string }[];
  connections(): number;
  stop(): Promise<void>;
}

/** A submission server on loopback, without TLS, that says what a test wants and the usual to the rest. */
export async function startScriptedSmtp(options: ScriptedSmtpOptions = {}): Promise<ScriptedSmtp> {
  const sockets = new Set<Socket>();
  const lines: string[] = [];
  const taken: { from: string; to: readonly string[]; raw: string }[] = [];
  const counts = new Map<string, number>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write(`${options.greeting ?? '220 ready'}\r\n`);
    const hear = createHearing(options, counts, taken);
    let rest = '';
    socket.on('data', (bytes) => {
      const parts = (rest + bytes.toString('utf8')).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        for (const said of hear(line)) {
          if (said === 'CUT') socket.destroy();
          else socket.write(`${said}\r\n`);
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lines,
    taken,
    connections: () => connections,
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function createHearing(
  { offer = ['AUTH PLAIN LOGIN', 'SMTPUTF8'], answer }: ScriptedSmtpOptions,
  counts: Map<string, number>,
  taken: { from: string; to: readonly string[]; raw: string }[],
) {
  let from = '';
  let to: string[] = [];
  let body: string[] | undefined;
  let isSecretNext = 0;
  const usual = (name: string, line: string): readonly string[] => {
    if (name === 'EHLO') {
      return ['scripted', ...offer].map((each, at, all) => `250${at < all.length - 1 ? '-' : ' '}${each}`);
    }
    if (name === 'STARTTLS') return ['502 5.5.1 Not here'];
    if (name === 'DATA') return ['354 go on'];
    if (name === 'QUIT') return ['221 bye', 'CUT'];
    if (name === 'AUTH' && /^AUTH LOGIN$/i.test(line)) {
      isSecretNext = 2;
      return ['334 VXNlcm5hbWU6'];
    }
    return name === 'AUTH' ? ['235 2.7.0 welcome'] : ['250 2.0.0 ok'];
  };
  const ask = (name: string, line: string) => {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return answer?.({ name, line, count }) ?? usual(name, line);
  };
  return (line: string): readonly string[] => {
    if (body !== undefined) {
      if (line !== '.') {
        body.push(line);
        return [];
      }
      const raw = body.join('\r\n');
      body = undefined;
      const said = ask('.', line);
      if (said[0]?.startsWith('2') || (said[0] === 'CUT' && said.length > 1)) taken.push({ from, to, raw });
      return said.filter((each, at) => !(each === 'CUT' && at === 0 && said.length > 1));
    }
    if (isSecretNext > 0) return --isSecretNext > 0 ? ['334 UGFzc3dvcmQ6'] : ['235 2.7.0 welcome'];
    const name = line.split(/[ :]/)[0]?.toUpperCase() ?? '';
    const said = ask(name, line);
    const isTaken = said[0]?.startsWith('2') === true;
    const address = /<([^>]*)>/.exec(line)?.[1] ?? '';
    if (name === 'MAIL' && isTaken) [from, to] = [address, []];
    if (name === 'RCPT' && isTaken) to = [...to, address];
    if (name === 'DATA' && said[0]?.startsWith('3') === true) body = [];
    return said;
  };
}
