import type { CheckFinding, CheckLine, CheckStep } from '../../domain/diagnosis/connection-check.ts';
import { openImapReader } from '../../mail/imap-reader.ts';
import { openSmtpSender } from '../../mail/smtp-sender.ts';
import type { Desk } from '../desk.ts';
import { failLine, startLine } from './check-line.ts';
import { imapOptionsOf, type MailSignIn, smtpOptionsOf } from './mail-account-connection.ts';

/** For somebody who waits in front of a page. */
const stepMilliseconds = 15_000;

/** Signs in for reading and for sending, and changes nothing. @returns each step with what came of it */
export async function tryMailAccount(desk: Desk, signIn: MailSignIn): Promise<CheckLine[]> {
  const reading = async () => {
    const mailbox = await attempt('mailbox', async () => {
      const opened = await openImapReader({ ...(await imapOptionsOf(desk, signIn)), stepMilliseconds });
      return {
        finding: { code: 'let_in', host: signIn.imap.host, userName: signIn.userName } as const,
        opened,
      };
    });
    if (mailbox.result === undefined) return [mailbox.line, startLine('folder', 'skipped')];
    const { opened } = mailbox.result;
    try {
      const folder = await attempt('folder', async () => {
        const { messages } = await opened.openFolder('');
        return { finding: { code: 'folder_open', folder: 'INBOX', messages } as const };
      });
      return [mailbox.line, folder.line];
    } finally {
      await opened.close();
    }
  };
  const sending = attempt('send', async () => {
    (await openSmtpSender(await smtpOptionsOf(desk, signIn))).close();
    return { finding: { code: 'takes_mail', host: signIn.smtp.host, userName: signIn.userName } as const };
  });
  const [read, send] = await Promise.all([reading(), sending]);
  return [...read, send.line];
}

async function attempt<T extends { finding: CheckFinding }>(
  step: CheckStep,
  work: () => Promise<T>,
): Promise<{ line: CheckLine; result?: T }> {
  const begun = performance.now();
  const milliseconds = () => Math.round(performance.now() - begun);
  try {
    const result = await work();
    const { finding } = result;
    return { line: { ...startLine(step, 'passed'), milliseconds: milliseconds(), finding }, result };
  } catch (error) {
    // An account with a password knows no Microsoft administrator.
    const owner = { address: 'name@domain', kind: 'email' } as const;
    return { line: failLine(step, error, owner, milliseconds()) };
  }
}
