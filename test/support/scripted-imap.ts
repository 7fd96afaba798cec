import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One command as it came. */
export interface ScriptedCommand {
  readonly tag: string;
  /** Upper case, such as `UID FETCH`. */
  readonly name: string;
  readonly line: string;
  /** How often this one has come, on all connections, this time included. */
  readonly count: number;
}

/** @returns what is said, line by line, `TAG` for the command's tag, `CUT` for an end of the line, `END` for one after what was said; undefined: the usual; nothing in it: silence */
export type ScriptedAnswer = (command: ScriptedCommand) => readonly string[] | undefined;

export interface ScriptedImap {
  readonly port: number;
  /** The names of all commands, in their order. */
  readonly commands: string[];
  readonly lines: string[];
  /** How many connections were made. */
  connections(): number;
  /** How many of them are open. */
  open(): number;
  /** Says a line on each of them. */
  say(line: string): void;
  stop(): Promise<void>;
}

export interface ScriptedOptions {
  readonly answer?: ScriptedAnswer;
  readonly greeting?: string;
  readonly capabilities?: string;
  readonly exists?: number;
}

/** An IMAP server on loopback, without TLS, that says what a test wants and the usual to the rest. */
export async function startScriptedImap(options: ScriptedOptions = {}): Promise<ScriptedImap> {
  const { greeting = '* OK ready' } = options;
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  const lines: string[] = [];
  const counts = new Map<string, number>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.write(`${greeting}\r\n`);
    const hear = createHearing(options, commands, counts);
    let rest = '';
    socket.on('data', (bytes) => {
      const parts = (rest + bytes.toString('latin1')).split('\r\n');
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        for (const said of hear(line)) {
          if (said === 'CUT') socket.destroy();
          else if (said === 'END') socket.end();
          else
            socket.write(`${said}
`);
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    lines,
    connections: () => connections,
    open: () => sockets.size,
    say(line) {
      for (const socket of sockets) socket.write(`${line}\r\n`);
    },
    stop() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function createHearing(
  { answer, capabilities = 'IMAP4rev1 IDLE UIDPLUS MOVE NAMESPACE', exists = 0 }: ScriptedOptions,
  commands: string[],
  counts: Map<string, number>,
) {
  let idleTag = '';
  const usual: Record<string, readonly string[]> = {
    CAPABILITY: [`* CAPABILITY ${capabilities}`, 'TAG OK done'],
    NAMESPACE: ['* NAMESPACE (("" "/")) NIL NIL', 'TAG OK done'],
    LIST: ['* LIST (\\HasNoChildren) "/" INBOX', 'TAG OK done'],
    SELECT: [
      `* ${exists} EXISTS`,
      '* FLAGS (\\Seen \\Deleted)',
      '* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok',
      '* OK [UIDVALIDITY 1] ok',
      `* OK [UIDNEXT ${exists + 1}] ok`,
      'TAG OK [READ-WRITE] done',
    ],
    'UID SEARCH': [
      ['* SEARCH', ...Array.from({ length: exists }, (_, at) => at + 1)].join(' '),
      'TAG OK done',
    ],
    LOGOUT: ['* BYE bye', 'TAG OK done'],
    IDLE: ['+ idling'],
  };
  return (line: string): string[] => {
    const [tag = '', ...words] = line.split(' ');
    const isDone = line.toUpperCase() === 'DONE';
    const first = words[0]?.toUpperCase() ?? '';
    const name = isDone ? 'DONE' : first === 'UID' ? `UID ${words[1]?.toUpperCase() ?? ''}` : first;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    commands.push(name);
    if (name === 'IDLE') idleTag = tag;
    const said = answer?.({ tag, name, line, count }) ?? usual[name] ?? ['TAG OK done'];
    return said.map((each) => each.replace('TAG', isDone ? idleTag : tag));
  };
}
