import { findHeader, type HeaderField, listHeader, type RobotClue } from './message.ts';
import { isAutomaticMessageId } from './message-id.ts';
import { isOutOfOffice } from './out-of-office.ts';

interface RobotFacts {
  readonly headers: readonly HeaderField[];
  readonly subject: string;
  readonly from: { readonly address: string } | undefined;
}

/** The field that marks everything Postroom sends by itself. */
export const loopHeader = 'x-postroom-loop';

type Rule = (message: RobotFacts) => RobotClue | undefined;

/** Tells robots from people, surest sign first (RFC 3834, RFC 2919). @returns undefined for a person */
export function findRobot(message: RobotFacts): RobotClue | undefined {
  for (const rule of rules) {
    const found = rule(message);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Whether its sender wants no automatic answer (MS-OXCMAIL 2.2.3.2.14). Whole companies put the field on all their mail:
 * it says nothing about who wrote. DR, NDR, RN and NRN only ask for no receipts.
 */
export function asksForSilence(message: Pick<RobotFacts, 'headers'>): boolean {
  const wishes = listHeader(message, 'x-auto-response-suppress').flatMap((value) =>
    value
      .slice(0, 500)
      .toLowerCase()
      .split(/[,\s]+/),
  );
  return wishes.some((wish) => ['all', 'oof', 'autoreply', '-1'].includes(wish));
}

/** Whether an address is one that programs write from. */
export function findRobotAddress(address: string): RobotClue | undefined {
  if (/^(?:mailer-daemon|mail-daemon|postmaster|microsoftexchange[0-9a-f]{16,})@/.test(address)) {
    return strong('report', 'sent by a mail server');
  }
  const isMute =
    /^(?:(?:do[-_.]?)?no[t]?[-_.]?reply|(?:bitte[-_.]?)?nicht[-_.]?antworten|keine[-_.]?antwort|ne[-_.]?pas[-_.]?repondre|no[-_.]?responder)|[-_.+](?:do[-_.]?not|no)[-_.]?reply(?=$|[-_.+])/;
  return isMute.test(address.split('@')[0] ?? '') ? weak('notification', 'no-reply address') : undefined;
}

const rules: readonly Rule[] = [
  (message) =>
    findHeader(message, loopHeader) === undefined ? undefined : strong('loop', 'own loop header'),
  (message) =>
    isAutomaticMessageId(findHeader(message, 'message-id') ?? '')
      ? strong('loop', 'Message-ID of an automatic message')
      : undefined,
  checkReport,
  checkAutoSubmitted,
  checkVendorFields,
  ({ subject }) =>
    isOutOfOffice(subject) ? strong(nameAnswer(subject), 'out-of-office wording') : undefined,
  checkPrecedence,
  checkList,
  checkLoopFields,
  checkReturnPath,
  ({ from }) => (from === undefined ? weak('notification', 'no sender') : findRobotAddress(from.address)),
];

function strong(kind: RobotClue['kind'], because: string): RobotClue {
  return { kind, because, isWeak: false };
}

function weak(kind: RobotClue['kind'], because: string): RobotClue {
  return { kind, because, isWeak: true };
}

function checkReport(message: RobotFacts): RobotClue | undefined {
  const type = findHeader(message, 'content-type')?.toLowerCase() ?? '';
  if (type.startsWith('multipart/report')) {
    const isReceipt = type.includes('disposition-notification');
    return strong(isReceipt ? 'receipt' : 'report', 'Content-Type: multipart/report');
  }
  const found = findRobotAddress(message.from?.address ?? '');
  if (found?.kind === 'report') return found;
  // Servers that know no domain of their own write no address.
  const isBare =
    message.from === undefined && /^["<]{0,2}mailer-daemon\b/i.test(findHeader(message, 'from') ?? '');
  return isBare ? strong('report', 'sent by a mail server') : undefined;
}

/** Another help desk says that it has got a mail, and by which number it goes there: nobody is away. */
function nameAnswer(subject: string): 'auto_reply' | 'out_of_office' {
  return /^[[(][^[\]()]{0,40}#\s?\d{1,15}[\])]/.test(subject.trimStart()) ? 'auto_reply' : 'out_of_office';
}

// RFC 3834 section 5.
function checkAutoSubmitted({ headers, subject }: RobotFacts): RobotClue | undefined {
  const field = findHeader({ headers }, 'auto-submitted')?.slice(0, 500) ?? 'no';
  // A comment may stand anywhere (RFC 5322 section 3.2.2).
  const value = /[a-z][a-z-]*/.exec(field.replace(/\([^()]*\)/g, ' ').toLowerCase())?.[0] ?? 'no';
  if (value === 'no') return undefined;
  const because = `Auto-Submitted: ${value.slice(0, 40)}`;
  // Exchange calls its out-of-office answers auto-generated.
  if (isOutOfOffice(subject)) return strong(nameAnswer(subject), because);
  return strong(value === 'auto-replied' ? 'auto_reply' : 'notification', because);
}

/** `X-Autoreply`, `X-Amazon-Auto-Reply`, `X-MDaemon-Autoresponder`, `X-Auto-Reply-From` and the like. */
const vendorField =
  /^x-(?:[a-z]{1,20}-)?(?:auto-?(?:repl(?:y|ied)|respond(?:er)?|response|generated|submitted|answer)(?:-(?:from|domain))?|vacation(?:-reply)?|out-of-office|machinegenerated)$/;

function checkVendorFields(message: RobotFacts): RobotClue | undefined {
  const field = message.headers.find(
    ([name, value]) => name.startsWith('x-') && vendorField.test(name) && !/^(?:no|false|0)?$/i.test(value),
  )?.[0];
  if (field !== undefined) return strong('auto_reply', field);
  const isNamed =
    /autoresponder/i.test(findHeader(message, 'x-post-messageclass') ?? '') ||
    /^auto-?responder\b/i.test(findHeader(message, 'delivered-to') ?? '') ||
    /^vacation\b|\bauto-?(?:responder|reply)\b|\brule reply\b/i.test(
      findHeader(message, 'x-mailer') ?? findHeader(message, 'user-agent') ?? '',
    );
  return isNamed ? strong('auto_reply', 'Autoresponder') : undefined;
}

function checkPrecedence(message: RobotFacts): RobotClue | undefined {
  const given =
    findHeader(message, 'precedence') ??
    findHeader(message, 'x-precedence') ??
    findHeader(message, 'preference') ??
    '';
  const value = given.toLowerCase().trim();
  if (/^auto[_-]?reply$/.test(value)) return strong('auto_reply', 'Precedence: auto_reply');
  return /^(?:bulk|list|junk)$/.test(value) ? strong('list', `Precedence: ${value}`) : undefined;
}

const listFields = [
  'list-id',
  'list-unsubscribe',
  'list-post',
  'list-help',
  'list-unsubscribe-post',
  'mailing-list',
  'x-mailing-list',
];

function checkList(message: RobotFacts): RobotClue | undefined {
  const field = listFields.find((name) => findHeader(message, name) !== undefined);
  return field === undefined ? undefined : strong('list', field);
}

/** OTRS and Request Tracker put theirs on what people write there, too. */
function checkLoopFields(message: RobotFacts): RobotClue | undefined {
  const field = [
    'x-loop',
    'x-otrs-loop',
    'rt-loop-prevention',
    'x-rt-loop-prevention',
    'x-servicenow-generated',
  ].find((name) => findHeader(message, name) !== undefined);
  return field === undefined ? undefined : weak('notification', field);
}

/** Whether nothing may be sent back: the return path is empty (RFC 5321 section 4.5.5), or what Postfix writes for that. */
export function isFromNobody(message: Pick<RobotFacts, 'headers'>): boolean {
  const path = findHeader(message, 'return-path')?.slice(0, 200);
  return path !== undefined && /^<?\s*(?:mailer-daemon(?:@[^\s<>]{0,150})?\s*)?>?$/i.test(path);
}

function checkReturnPath(message: RobotFacts): RobotClue | undefined {
  return isFromNobody(message) ? weak('notification', 'empty Return-Path') : undefined;
}
