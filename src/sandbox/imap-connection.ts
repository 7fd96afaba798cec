import type { Socket } from 'node:net';
import { runCommand } from './imap-commands.ts';
import { anyMailbox } from './imap-faults.ts';
import { createOutput } from './imap-output.ts';
import { createReader } from './imap-reader.ts';
import { releaseFolder } from './imap-selection.ts';
import { greet } from './imap-server-commands.ts';
import {
  badArguments,
  type ImapCommand,
  type ImapContext,
  type ImapProfile,
  type Session,
} from './imap-session.ts';
import { textOf, tokenize } from './imap-tokens.ts';

/** Speaks IMAP with one client until either side has had enough. */
export async function serveConnection(
  socket: Socket,
  context: ImapContext,
  usual: ImapProfile,
): Promise<void> {
  const profile = context.faults.take(anyMailbox, 'greeting-2026-09') ? '2026-09' : usual;
  const session: Session = {
    context,
    reader: createReader(socket),
    out: createOutput(socket),
    profile,
    signedIn: undefined,
    selected: undefined,
    refusals: 0,
  };
  try {
    if (context.faults.take(anyMailbox, 'server-busy-greeting')) {
      session.out.write('* BYE Connection is closed. 13\r\n');
      return session.out.end();
    }
    session.out.write(`${greet(profile)}\r\n`);
    await session.out.flush();
    await answerCommands(session);
  } catch (error) {
    if (!isGone(error)) throw error;
  } finally {
    releaseFolder(session);
    if (!socket.destroyed) socket.end();
  }
}

async function answerCommands(session: Session): Promise<void> {
  const { out, reader } = session;
  const onLiteral = () => {
    out.write('+ Ready for additional command text.\r\n');
    void out.flush();
  };
  while (!out.isClosed) {
    const segments = await reader.readCommand(onLiteral);
    if (!segments) return;
    const command = parseCommand(tokenize(segments));
    const tag = command?.tag ?? (/^[^\s+*]+/.exec(String(segments[0]))?.[0] || '*');
    const reply = command ? await runCommand(session, command) : badArguments;
    if (reply !== 'silence') out.write(`${tag} ${reply}\r\n`);
    await out.flush();
  }
}

function parseCommand(tokens: ReturnType<typeof tokenize>): ImapCommand | undefined {
  const [tag, first, second] = tokens?.slice(0, 3).map(textOf) ?? [];
  if (!tokens || tag === undefined || first === undefined) return undefined;
  const byUid = first.toUpperCase() === 'UID';
  const name = (byUid ? second : first)?.toUpperCase();
  return name === undefined ? undefined : { tag, name, byUid, args: tokens.slice(byUid ? 3 : 2) };
}

/** The client hung up, or never spoke TLS: no fault of the server. */
function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^(ECONNRESET|EPIPE|ERR_STREAM_|ERR_SSL_|ABORT_ERR)/.test(code);
}
