import { isAddress, normalizeAddress } from './address.ts';
import { readLetter } from './bounce-letter.ts';
import { type ReportGroup, readRecipient, readReports } from './delivery-report.ts';
import { findProblem, isAddressGone } from './delivery-status.ts';
import type { DeliveryProblem } from './facts/delivery-problem.ts';
import { parseMailDate } from './mail-date.ts';
import { type DeliveryReport, findHeader, type ParsedMessage, type ReportedRecipient } from './message.ts';
import { isFromNobody } from './robot.ts';

type ReportFacts = Pick<
  ParsedMessage,
  'headers' | 'from' | 'to' | 'subject' | 'text' | 'attachments' | 'inReplyTo' | 'references'
>;

const mostLetter = 100_000;
const mostOriginal = 100_000;

/** @returns what a delivery report says, undefined when the message is none or reports success only. */
export function readDeliveryReport(message: ReportFacts): DeliveryReport | undefined {
  if (!looksLikeReport(message)) return undefined;
  const recipients = listRecipients(message);
  return recipients.length === 0 ? undefined : { recipients, originalIds: listOriginalIds(message) };
}

function looksLikeReport(message: ReportFacts): boolean {
  const type = (findHeader(message, 'content-type') ?? '').toLowerCase();
  if (type.startsWith('multipart/report') && type.includes('delivery-status')) return true;
  if (message.attachments.some((part) => isMachinePart(part.type))) return true;
  if (findHeader(message, 'x-failed-recipients') !== undefined) return true;
  const isServer =
    /^(?:mailer-daemon|postmaster|mail-daemon|mailerdaemon|mdaemon|mail-?system|smtp-daemon|microsoftexchange[0-9a-f]{16,})@/.test(
      message.from?.address ?? '',
    );
  return isServer || (isFromNobody(message) && subjects.test(message.subject.trimStart()));
}

function isMachinePart(type: string): boolean {
  return type === 'message/delivery-status' || type === 'message/global-delivery-status';
}

const subjects =
  /^(?:\*{0,2}message you sent|\[postmaster\]|notice: mail delivery|permanent delivery failure|message (?:undeliver|status)|e?mail (?:failure|undeliver|delivery)|unable to deliver|undeliver|non-?deliver|delivery (?:status notification|failure|has failed|delayed|report|problem)|mail (?:delivery|could not be|system error)|returned (?:mail|to sender)|failure notice|failed mail|message (?:could not|not delivered|delayed)|warning: (?:message|could not)|delayed mail|nachricht (?:nicht|konnte)|unzustellbar|nicht zugestellt|nicht zustellbar|fehler bei der|zustellung|mailzustellung|rückläufer|non remis|non distribu|échec|impossible de remettre|notification d.état|no se (?:puede|pudo|ha podido)|no entregado|error de entrega|correo (?:no|devuelto)|devuelto|recapito|non recapitabile|mancata consegna|impossibile|messaggio non|não (?:foi )?(?:possível|entregue)|falha n|onbestelbaar|niet bezorgd|bezorging|aflevering|oleveransbart|det gick inte|kan inte levereras|olevererbar|ikke leveret|kunne ikke leveres|ulevert|uleverbar|perillemenemätön|toimittamat|niedostarczalne|niedoręczalne|nie można dostarczyć|nie dostarczono|nedoručiteln|nedoručitelné|nem kézbesíthető|kézbesítési|nelivrabil|teslim edilemedi|iletilemedi|недоставл|не доставлено|не удалось|не може бути|ανεπίδοτ|לא ניתן למסירה|لم يتم التسليم|تعذر التسليم|无法送达|未送达|退信|系统退信|無法傳遞|配信不能|配信できません|배달 못함|배달되지)/i;

function listRecipients(message: ReportFacts): ReportedRecipient[] {
  const groups = listReports(message).flatMap(readReports);
  const reported = groups.flatMap(readGroup);
  if (groups.some((group) => findAction(group) !== undefined)) return unique(reported);
  return unique(listFromLetter(message));
}

/** Gateways make a text of the part for machines, as a file or within the letter. */
function listReports({ attachments, text }: ReportFacts): string[] {
  const read = ({ content }: { content: Uint8Array }) =>
    new TextDecoder().decode(content.subarray(0, 200_000));
  const parts = attachments.filter(({ type }) => isMachinePart(type)).map(read);
  if (parts.length > 0) return parts;
  const texts = attachments
    .filter(({ type }) => type === 'text/plain')
    .slice(0, 5)
    .map(read);
  return [...texts, text.slice(0, mostLetter)].filter((each) => /^final-recipient:/im.test(each)).slice(0, 1);
}

function readGroup(group: ReportGroup): ReportedRecipient[] {
  const action = findAction(group);
  if (action !== 'failed' && action !== 'delayed') return [];
  const address = readRecipient(group['original-recipient']) || readRecipient(group['final-recipient']);
  const retriesUntil = parseMailDate(group['will-retry-until'] ?? '');
  return describeRecipient(address, {
    status: group.status ?? '',
    words: group['diagnostic-code'] ?? '',
    state: action,
    retriesUntil,
  });
}

/** RFC 3464 section 2.3.3; a comment may follow. Some servers leave it to the code, whose first figure says as much. */
function findAction(group: ReportGroup): string | undefined {
  const [action] = /^[a-z]+/.exec(group.action?.toLowerCase() ?? '') ?? [];
  if (action !== undefined && actions.has(action)) return action;
  const isOfOne = (group['final-recipient'] ?? group['original-recipient']) !== undefined;
  const [, figure] = (isOfOne ? /^\s{0,9}([245])\.\d/.exec(group.status ?? '') : null) ?? [];
  if (figure === undefined) return undefined;
  return figure === '5' ? 'failed' : figure === '4' ? 'delayed' : 'delivered';
}

const actions: ReadonlySet<string> = new Set(['failed', 'delayed', 'delivered', 'relayed', 'expanded']);

interface Said {
  readonly status: string;
  readonly words: string;
  readonly state: ReportedRecipient['state'];
  readonly retriesUntil?: Date | undefined;
}

function describeRecipient(
  address: string,
  { status, words, state, retriesUntil }: Said,
): ReportedRecipient[] {
  if (!isAddress(address)) return [];
  // The remote server's own code is nearer to the cause than the relay's summary.
  const code = findCode(words) ?? findCode(status) ?? '';
  const problem = findProblem(code, words);
  const isPermanent = state === 'failed' && !code.startsWith('4') && isAddressGone(problem);
  return [{ address, status: code, state, isPermanent, problem, retriesUntil }];
}

/** RFC 3463 section 2; part of no longer number, such as an address of a server. */
function findCode(text: string): string | undefined {
  return /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/.exec(text.slice(0, 4_000))?.[0];
}

function listFromLetter(message: ReportFacts): ReportedRecipient[] {
  const letter = readLetter(message.text.slice(0, mostLetter), message.subject);
  const named = (findHeader(message, 'x-failed-recipients') ?? '')
    .slice(0, 10_000)
    .split(',')
    .map(normalizeAddress)
    .filter(isAddress);
  // A report goes to who sent the message, so that one is not who gets nothing.
  const others = letter.recipients
    .map(({ address }) => address)
    .filter((each) => !isRecipient(message, each));
  const addresses = named.length > 0 ? named : others;
  return addresses.flatMap((address) => {
    const own = letter.recipients.find((each) => each.address === address)?.words ?? '';
    // Words that say nothing to us are worth less than a code that stands elsewhere.
    const isClear = /\b[45](?:\d\d|\.\d)/.test(own) || isKnown(findProblem('', own));
    const words = isClear ? own : letter.words || own;
    return describeRecipient(address, { status: '', words, state: letter.state });
  });
}

function isRecipient({ to }: ReportFacts, address: string): boolean {
  return to.some((each) => each.address === address);
}

function isKnown({ code }: DeliveryProblem): boolean {
  return code !== 'said' && code !== 'no_reason_given';
}

function listOriginalIds(message: ReportFacts): string[] {
  const returned = message.attachments
    .filter(({ type }) =>
      /^(?:message\/(?:rfc822|rfc822-headers|global|global-headers)|text\/rfc822-headers)$/.test(type),
    )
    .map((part) => new TextDecoder().decode(part.content.subarray(0, mostOriginal)));
  const sources = [...returned, message.text.slice(0, mostLetter)];
  const ids = sources.flatMap(findMessageIds);
  return [...new Set([...ids, ...message.inReplyTo, ...message.references.toReversed()])].slice(0, 50);
}

function findMessageIds(text: string): string[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    // Exchange keeps the one that it has replaced beside its own.
    const start = /^[\s>]{0,10}(?:x-microsoft-original-)?message-id:(.{0,1100})/i.exec(line)?.[1]?.trim();
    if (start === undefined) return [];
    // A long one stands on the line below.
    const value = start === '' ? (lines[index + 1]?.slice(0, 1_100).trim() ?? '') : start;
    const id = /^<?([^\s<>]{3,998})>?/.exec(value)?.[1];
    return id === undefined ? [] : [id];
  });
}

function unique(recipients: readonly ReportedRecipient[]): ReportedRecipient[] {
  return [...new Map(recipients.map((recipient) => [recipient.address, recipient])).values()].slice(0, 100);
}
