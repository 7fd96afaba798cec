import { isAddress, normalizeAddress } from './address.ts';
import { type ReportGroup, readReports } from './delivery-report.ts';
import { findProblem } from './delivery-status.ts';
import type { DeliveryProblem } from './facts/delivery-problem.ts';
import { findHeader, type ParsedMessage } from './message.ts';

export interface BouncedRecipient {
  readonly address: string;
  /** RFC 3463, such as 5.1.1; '' where the report gives none. */
  readonly status: string;
  readonly isPermanent: boolean;
  readonly problem: DeliveryProblem;
}
export interface Bounce {
  readonly recipients: readonly BouncedRecipient[];
  /** Message-IDs of what could not be delivered, surest first. */
  readonly originalIds: readonly string[];
}

export type BounceFacts = Pick<
  ParsedMessage,
  'headers' | 'from' | 'subject' | 'text' | 'attachments' | 'inReplyTo' | 'references'
>;

/** @returns what a delivery report says, undefined when the message is none or reports success only. */
export function readBounce(message: BounceFacts): Bounce | undefined {
  if (!looksLikeReport(message)) return undefined;
  const recipients = listRecipients(message);
  return recipients.length === 0 ? undefined : { recipients, originalIds: listOriginalIds(message) };
}

function looksLikeReport(message: BounceFacts): boolean {
  const type = findHeader(message, 'content-type') ?? '';
  if (/report-type\s*=\s*"?delivery-status/i.test(type)) return true;
  if (message.attachments.some((part) => part.type === 'message/delivery-status')) return true;
  if (findHeader(message, 'x-failed-recipients') !== undefined) return true;
  const isServer = /^(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange[0-9a-f]{16,})@/.test(
    message.from?.address ?? '',
  );
  const returnPath = findHeader(message, 'return-path');
  return (
    isServer || (returnPath !== undefined && /^<?\s*>?$/.test(returnPath) && subjects.test(message.subject))
  );
}

const subjects =
  /^(?:undeliver|delivery (?:status notification|failure|has failed)|mail delivery (?:failed|failure|system)|returned mail|failure notice|unzustellbar|nicht zugestellt|non remis|non distribuable|no se puede entregar|no entregado|recapito non riuscito|non recapitabile|onbestelbaar|oleveransbart|olevererbar|niedostarczalne|недоставл)/i;

function listRecipients(message: BounceFacts): BouncedRecipient[] {
  const groups = message.attachments
    .filter((part) => part.type === 'message/delivery-status')
    .flatMap((part) => readReports(new TextDecoder().decode(part.content.subarray(0, 200_000))));
  const reported = groups.map(readGroup).filter((recipient) => recipient !== undefined);
  if (groups.some((group) => group.action !== undefined)) return unique(reported);
  return unique(readWording(message));
}

function readGroup(group: ReportGroup): BouncedRecipient | undefined {
  const action = group.action?.toLowerCase() ?? '';
  if (action !== 'failed' && action !== 'delayed') return undefined;
  const address = stripType(group['original-recipient'] ?? '') || stripType(group['final-recipient'] ?? '');
  return describeRecipient(address, group.status ?? '', group['diagnostic-code'] ?? '', action === 'failed');
}

// RFC 3464 section 2.3.1: `rfc822; anna@example.com`.
function stripType(value: string): string {
  return normalizeAddress(value.replace(/^[\w-]+\s*;/, '').trim());
}

function describeRecipient(
  address: string,
  status: string,
  diagnostic: string,
  isFailure: boolean,
): BouncedRecipient | undefined {
  if (!isAddress(address)) return undefined;
  // The remote server's own code is nearer to the cause than the relay's summary.
  const code =
    /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(diagnostic)?.[1] ??
    /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(status)?.[1] ??
    '';
  const isPermanent = isFailure && !code.startsWith('4') && !isFull(code);
  return { address, status: code, isPermanent, problem: findProblem(code, diagnostic) };
}

// A full mailbox, a message too large or a spam verdict say nothing against the address.
function isFull(code: string): boolean {
  return /^5\.(?:2\.2|2\.3|3\.4|7\.\d+|6\.\d+|4\.\d+)$/.test(code);
}

// Exchange's letter to the sender, Exim's and qmail's plain texts: addresses with the server's words behind them.
function readWording(message: BounceFacts): BouncedRecipient[] {
  const text = message.text.slice(0, 100_000);
  const failed = (findHeader(message, 'x-failed-recipients') ?? '')
    .split(',')
    .map(normalizeAddress)
    .filter(isAddress);
  const words =
    /(?:remote server returned|host .{1,100}? said:|smtp error.{1,200}?:|error was:?|reason:)\s*['"<]?\s*([245]\d\d.{3,500}?)(?:['"]?\s*$|\n\n)/ims.exec(
      text,
    )?.[1];
  const diagnostic = (
    words ??
    /^[\s>]*((?:#?[45]\d\d[ -]|#?[45]\.\d+\.\d+)[^\n]{3,400})$/m.exec(text)?.[1] ??
    ''
  ).replace(/\s+/g, ' ');
  const addresses = failed.length > 0 ? failed : listFailedAddresses(text);
  return addresses
    .map((address) => describeRecipient(address, '', diagnostic, true))
    .filter((one) => one !== undefined);
}

function listFailedAddresses(text: string): string[] {
  const start = failurePhrase.exec(text);
  if (start === null) return [];
  const body =
    text
      .slice(start.index, start.index + 3_000)
      .split(/diagnostic information|diagnoseinformationen|original message|this is a copy of/i)[0] ?? '';
  return [...body.matchAll(/[^\s<>"'(),;:[\]]{1,64}@[^\s<>"'(),;:[\]]{1,253}/gu)]
    .map((match) => normalizeAddress(match[0]))
    .filter(isAddress);
}

const failurePhrase =
  /delivery has failed to these recipients|could(?: no|n['’])t be delivered|following address(?:es)? failed|wasn['’]t able to deliver|fehler bei der nachrichtenzustellung|konnte nicht zugestellt|échec de la remise|no se pudo entregar|recapito non riuscito|had permanent fatal errors|does not exist|undeliverable/i;

function listOriginalIds(message: BounceFacts): string[] {
  const returned = message.attachments
    .filter(
      (part) =>
        part.type === 'message/rfc822' ||
        part.type === 'text/rfc822-headers' ||
        part.type === 'message/global',
    )
    .map((part) => new TextDecoder().decode(part.content.subarray(0, 100_000)));
  const sources = [...returned, message.text.slice(0, 100_000)];
  const ids = sources.flatMap((source) =>
    [...source.matchAll(/^[\s>]{0,10}message-id:\s*<?([^\s<>]{3,998})>?/gim)].map((match) => match[1] ?? ''),
  );
  return [...new Set([...ids, ...message.inReplyTo, ...message.references.toReversed()])];
}

function unique(recipients: readonly BouncedRecipient[]): BouncedRecipient[] {
  return [...new Map(recipients.map((recipient) => [recipient.address, recipient])).values()].slice(0, 100);
}
