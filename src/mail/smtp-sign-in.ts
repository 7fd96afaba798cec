import type { SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import { RemoteError } from '../domain/failure.ts';
import { AppError } from '../errors.ts';

type Handler = NonNullable<SMTPConnectionOptions['customAuth']>[string];
type Conversation = Parameters<Handler>[0];
type Reply = { readonly status: number; readonly response: string };

export interface SmtpSignIn {
  /** How nodemailer signs in by each method that we do in our own words. */
  readonly handlers: Record<string, Handler>;
  /**
   * One command outside of sending, once somebody has signed in by a handler.
   * @returns undefined where nobody has
   */
  ask(command: string): Promise<Reply | undefined>;
}

/** Methods in our own order: a token is only ever sent as one. */
export const passwordMethods = ['PLAIN', 'LOGIN', 'CRAM-MD5'];

/** In our own words, because the library hides a refusal of a token behind its attempt to renew it, and sends no single command. */
export function createSignIn(): SmtpSignIn {
  let conversation: Conversation | undefined;
  const keep =
    (sign: (talk: Conversation) => Promise<Reply>): Handler =>
    async (talk) => {
      const answer = await sign(talk);
      if (answer.status !== 235) throw new AppError('unauthorized', 'The sign-in was refused');
      conversation = talk;
    };
  return {
    handlers: { XOAUTH2: keep(byToken), PLAIN: keep(byPlain), LOGIN: keep(byLogin) },
    async ask(command) {
      return conversation?.sendCommand(command);
    },
  };
}

async function byToken({ auth, sendCommand }: Conversation): Promise<Reply> {
  const answer = await sendCommand(`AUTH XOAUTH2 ${auth.oauth2?.buildXOAuth2Token() ?? ''}`);
  // A refusal can come as a challenge that says why; an empty line asks for the verdict.
  return answer.status === 334 ? sendCommand('') : answer;
}

// RFC 4616: no other identity than that of who signs in.
async function byPlain({ auth, sendCommand }: Conversation): Promise<Reply> {
  const { user, pass } = auth.credentials ?? {};
  return sendCommand(`AUTH PLAIN ${encode(`\0${user ?? ''}\0${pass ?? ''}`)}`);
}

async function byLogin({ auth, sendCommand }: Conversation): Promise<Reply> {
  const { user, pass } = auth.credentials ?? {};
  let answer = await sendCommand('AUTH LOGIN');
  if (answer.status === 334) answer = await sendCommand(encode(user ?? ''));
  return answer.status === 334 ? sendCommand(encode(pass ?? '')) : answer;
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64');
}

/**
 * Nothing secret leaves where the server has not asked for it: without a method the library would send the password all the
 * same, and a server offers none mostly because the line is not encrypted.
 * @throws RemoteError
 */
export function checkMethods(
  { methods, hasStartTls }: { readonly methods: readonly string[]; readonly hasStartTls: boolean },
  wanted: readonly string[],
  isEncrypted: boolean,
): void {
  if (wanted.some((method) => methods.includes(method))) return;
  const named = methods.length === 0 ? 'no method' : methods.join(', ').slice(0, 200);
  const code = isEncrypted || !hasStartTls ? 'AUTH_MISSING' : 'NOT_ENCRYPTED';
  const text = `The server offers ${named} to sign in by; Postroom knows ${wanted.join(', ')} here.`;
  throw new RemoteError({ origin: 'smtp', code, command: 'AUTH', text });
}
