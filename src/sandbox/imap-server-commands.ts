import { type CommandRun, completed, type ImapProfile } from './imap-session.ts';

const capabilities: Record<ImapProfile, { before: string; after: string }> = {
  classic: {
    before:
      'IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+',
    after:
      'IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+',
  },
  '2026-09': {
    before:
      'IMAP4 IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+',
    after:
      'IMAP4 IMAP4rev1 IMAP4rev2 ENABLE AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+',
  },
};

/** The first line of a connection; Exchange ends it with its host name in UTF-16, in base64. */
export function greet(profile: ImapProfile): string {
  const host = Buffer.from('SANDBOXMB01.EXAMPLE.PROD.OUTLOOK.COM', 'utf16le').toString('base64');
  if (profile === 'classic') return `* OK The Microsoft Exchange IMAP4 service is ready. [${host}]`;
  const id = '5d0c5f6e-7f0b-4f57-9c1d-2f6f1b3f9a10';
  return `* OK Microsoft Exchange IMAP4 service ready. <${id}> (tcpproxy/15.21.0406.000 BACKENDAUTHENTICATE) [${host}]`;
}

export const nameCapabilities: CommandRun = (session, command) => {
  const { before, after } = capabilities[session.profile];
  session.out.write(`* CAPABILITY ${session.signedIn ? after : before}\r\n`);
  return completed(command);
};

export const identify: CommandRun = (session) => {
  session.out.write('* ID ("name" "Microsoft.Exchange.Imap4.Imap4Server" "version" "15.20")\r\n');
  return 'OK ID completed';
};

export const namespace: CommandRun = (session, command) => {
  session.out.write('* NAMESPACE (("" "/")) NIL NIL\r\n');
  return completed(command);
};

/** There is nothing it would switch on: IMAP4rev2 is named and not kept, as far as is known of Exchange. */
export const enable: CommandRun = (session, command) => {
  if (session.profile === 'classic') return 'BAD Command Error. 10';
  session.out.write('* ENABLED\r\n');
  return completed(command);
};

export const logout: CommandRun = async (session, command) => {
  session.out.write('* BYE Microsoft Exchange Server IMAP4 server signing off.\r\n');
  session.out.write(`${command.tag} OK LOGOUT completed.\r\n`);
  session.out.end();
  return 'silence';
};
