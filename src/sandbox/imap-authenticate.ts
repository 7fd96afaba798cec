import { applyFault } from './imap-faults.ts';
import { badArguments, badState, type CommandRun, type ImapCommand, type Session } from './imap-session.ts';
import { atomOf, textOf } from './imap-tokens.ts';

const refused = 'NO AUTHENTICATE failed.';

/** AUTHENTICATE XOAUTH2, with the initial response (SASL-IR) or asked for it. */
export const authenticate: CommandRun = async (session, command) => {
  if (session.signedIn) return badState;
  const mechanism = atomOf(command.args[0]);
  if (mechanism === '') return badArguments;
  const initial = textOf(command.args[1]) ?? (await ask(session, '+'));
  if (mechanism === 'PLAIN') return takePassword(session, command, initial);
  if (mechanism !== 'XOAUTH2') return refused;
  const credentials = parseXoauth2(initial);
  if (!credentials) return refused;
  const { context } = session;
  const { token } = credentials;
  const mailbox = context.mailboxes.get(credentials.login);
  const address = mailbox?.address ?? credentials.login;
  const instead = await applyFault(session, command, address);
  if (instead !== undefined) return instead;
  if (context.faults.take(address, 'authenticate-failed')) return refused;
  if (context.faults.take(address, 'authenticate-failed-json')) {
    await ask(session, `+ ${Buffer.from('{"status":"401","schemes":"Bearer"}').toString('base64')}`);
    return refused;
  }
  const verdict = context.verifyToken(token, address);
  if (verdict.kind === 'invalid') return refused;
  // Exchange lets in who has a good token, and refuses the commands of who has no right to the mailbox.
  session.signedIn = { address, token, mailbox };
  return 'OK AUTHENTICATE completed.';
};

/** LOGIN is refused as basic authentication is since 2022. */
export const login: CommandRun = async (session, command) => {
  if (session.signedIn) return badState;
  const instead = await applyFault(session, command, textOf(command.args[0])?.toLowerCase());
  if (instead !== undefined) return instead;
  return session.profile === 'classic' ? 'NO LOGIN failed.' : 'BAD Command Error. 12';
};

/** RFC 4616: who acts, who signs in, password. */
async function takePassword(session: Session, command: ImapCommand, initial: string): Promise<string> {
  const [, login = '', password = ''] = Buffer.from(initial, 'base64').toString().split('\0');
  const { context } = session;
  const mailbox = context.mailboxes.get(login);
  const address = mailbox?.address ?? login.toLowerCase();
  const instead = await applyFault(session, command, address);
  if (instead !== undefined) return instead;
  const token = context.signInByPassword?.(login, password);
  if (token === undefined) return refused;
  session.signedIn = { address, token, mailbox };
  return 'OK AUTHENTICATE completed.';
}

/** @returns undefined when it is not base64 of `user=U^Aauth=Bearer T^A^A`. */
function parseXoauth2(text: string): { login: string; token: string } | undefined {
  const match = /^user=([^\x01]+)\x01auth=Bearer ([^\x01]+)\x01\x01$/i.exec(
    Buffer.from(text, 'base64').toString(),
  );
  return match?.[1] && match[2] ? { login: match[1].toLowerCase(), token: match[2] } : undefined;
}

async function ask(session: Session, line: string): Promise<string> {
  session.out.write(`${line}\r\n`);
  await session.out.flush();
  return (await session.reader.readLine()) ?? '';
}
