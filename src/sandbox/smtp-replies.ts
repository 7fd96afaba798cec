import { randomUUID } from 'node:crypto';
import type { Fault, FaultKind } from './faults.ts';

/** An SMTP reply as smtp-server takes it: an Error whose message follows the code. */
export class SmtpReply extends Error {
  readonly responseCode: number;

  constructor(responseCode: number, message: string) {
    super(message);
    this.responseCode = responseCode;
  }
}

type Stage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data';

const hostname = 'AM0PR01MB0001.eurprd01.prod.exchangelabs.com';

/** The words of smtp.office365.com. */
const faultReplies: { kind: FaultKind; stage: Stage; code: number; text: string }[] = [
  {
    kind: 'smtp-auth-disabled-tenant',
    stage: 'auth',
    code: 535,
    text: '5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information.',
  },
  {
    kind: 'smtp-auth-disabled-mailbox',
    stage: 'auth',
    code: 535,
    text: '5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information.',
  },
  {
    kind: 'smtp-locked',
    stage: 'auth',
    code: 535,
    text: "5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator.",
  },
  { kind: 'smtp-535', stage: 'auth', code: 535, text: '5.7.3 Authentication unsuccessful' },
  {
    kind: 'smtp-432',
    stage: 'auth',
    code: 432,
    text: '4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.',
  },
  {
    kind: 'smtp-send-as-denied',
    stage: 'mail',
    code: 550,
    text: '5.7.60 SMTP; Client does not have permissions to send as this sender',
  },
  {
    kind: 'smtp-550-recipient',
    stage: 'rcpt',
    code: 550,
    text: '5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  },
  {
    kind: 'smtp-sender-thread-limit',
    stage: 'data',
    code: 432,
    text: '4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded',
  },
  {
    kind: 'smtp-send-as-denied-554',
    stage: 'data',
    code: 554,
    text: '5.2.252 SendAsDenied; not allowed to send as this sender; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception',
  },
];

/** @param take gives the fault of that kind and stage that is set for who is sending, and counts it. */
export function findFaultReply(
  stage: Stage,
  take: (kind: FaultKind, stage?: Stage) => Fault | undefined,
): SmtpReply | undefined {
  const own = /^([45]\d\d) (.+)$/.exec(take('smtp-reply', stage)?.words ?? '');
  if (own !== null) return new SmtpReply(Number(own[1]), own[2] ?? '');
  const found = faultReplies.find((each) => each.stage === stage && take(each.kind));
  return found && new SmtpReply(found.code, `${found.text} [Hostname=${hostname}]`);
}

export function replyUnauthenticated(): SmtpReply {
  return new SmtpReply(535, `5.7.3 Authentication unsuccessful [${hostname}]`);
}

export function replySendAsDenied(user: string, sender: string, stage: 'mail' | 'data'): SmtpReply {
  if (stage === 'mail') {
    return new SmtpReply(550, '5.7.60 SMTP; Client does not have permissions to send as this sender');
  }
  const words = `SendAsDenied; ${user} not allowed to send as ${sender}`;
  return new SmtpReply(
    554,
    `5.2.252 ${words}; STOREDRV.Submission.Exception:SendAsDeniedException [Hostname=${hostname}]`,
  );
}

export function replyAccepted(messageId: string): string {
  return `2.0.0 OK ${messageId} [Hostname=${hostname}]`;
}

export function createMessageId(): string {
  return `<AM0PR01MB0001${randomUUID().replaceAll('-', '').slice(0, 20).toUpperCase()}@AM0PR01MB0001.eurprd01.prod.outlook.com>`;
}
