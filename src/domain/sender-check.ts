import { domainToASCII } from 'node:url';
import { domainOf } from './address.ts';
import type { Authentication, AuthenticationReport } from './authentication.ts';
import type { Address } from './message.ts';

// Whether a message comes from whom it says. Postroom asks no name server itself: it takes the word of the mail server
// that received the message, and of no other (RFC 8601 section 5, RFC 8617 for what stood before a list changed it).

/** Whose word counts: Exchange Online's, or that of servers by their authserv-id in lower case. */
export type TrustedServers = 'exchange' | readonly string[];

const senderVerdicts = ['verified', 'failed', 'unknown'] as const;
export type SenderVerdict = (typeof senderVerdicts)[number];

export interface SenderCheck {
  readonly verdict: SenderVerdict;
  /** What it rests on; `none` where nobody whose word counts has said anything. */
  readonly method: 'internal' | 'compauth' | 'dmarc' | 'arc' | 'dkim' | 'spf' | 'none';
}

const uncheckedSender: SenderCheck = { verdict: 'unknown', method: 'none' };

export function isVerdict(text: string): text is SenderVerdict {
  return senderVerdicts.some((verdict) => verdict === text);
}

export function checkSender(
  { reports, isInternal }: Authentication,
  from: Address | undefined,
  trusted: TrustedServers,
): SenderCheck {
  const domain = from === undefined ? '' : domainOf(from.address);
  if (domain === '') return uncheckedSender;
  if (trusted === 'exchange' && isInternal) return { verdict: 'verified', method: 'internal' };
  const report = findTrusted(reports, trusted);
  if (report === undefined) return uncheckedSender;
  const arc = reports.find((each) => each.isArc && isServerTrusted(each, trusted));
  return judge(report, arc, domain);
}

/** The topmost one: a server writes above what it was given. */
function findTrusted(
  reports: readonly AuthenticationReport[],
  trusted: TrustedServers,
): AuthenticationReport | undefined {
  const received = reports.filter(({ isArc }) => !isArc);
  // Exchange Online renames what comes from outside, so the first field is its own or none is.
  if (trusted === 'exchange') return received.slice(0, 1).find((report) => isServerTrusted(report, trusted));
  return received.find((report) => isServerTrusted(report, trusted));
}

function isServerTrusted({ server }: AuthenticationReport, trusted: TrustedServers): boolean {
  if (trusted !== 'exchange') return server !== '' && trusted.includes(server);
  return server === '' || server.endsWith('.outlook.com') || server.endsWith('.microsoft.com');
}

function judge(
  report: AuthenticationReport,
  arc: AuthenticationReport | undefined,
  domain: string,
): SenderCheck {
  if (isAboutAnother(report, domain)) return { verdict: 'failed', method: 'dmarc' };
  const compauth = resultOf(report, 'compauth');
  if (compauth === 'pass' || compauth === 'softpass') return { verdict: 'verified', method: 'compauth' };
  const dmarc = resultOf(report, 'dmarc');
  if (dmarc === 'pass') return { verdict: 'verified', method: 'dmarc' };
  if (resultOf(report, 'arc') === 'pass' && isPassedBefore(arc, domain)) {
    return { verdict: 'verified', method: 'arc' };
  }
  if (compauth === 'fail') return { verdict: 'failed', method: 'compauth' };
  if (dmarc === 'fail') return { verdict: 'failed', method: 'dmarc' };
  if (hasAligned(report, 'dkim', 'pass', domain)) return { verdict: 'verified', method: 'dkim' };
  if (hasAligned(report, 'spf', 'pass', domain)) return { verdict: 'verified', method: 'spf' };
  // The domain itself says who may send for it, and that it was not this one.
  if (hasAligned(report, 'spf', 'fail', domain)) return { verdict: 'failed', method: 'spf' };
  return uncheckedSender;
}

/**
 * Where a message names several senders, or one in a way that programs read differently, the server has looked at one of
 * them and we may show another: what it says is of no worth then (RFC 8601 section 2.7.3 has the domain in header.from).
 */
function isAboutAnother({ methods }: AuthenticationReport, domain: string): boolean {
  const judged = methods.find(({ method }) => method === 'dmarc')?.domain ?? '';
  return judged !== '' && !isAligned(judged, domain);
}

/** What a server said before the message was changed on its way. */
function isPassedBefore(arc: AuthenticationReport | undefined, domain: string): boolean {
  return arc !== undefined && resultOf(arc, 'dmarc') === 'pass' && !isAboutAnother(arc, domain);
}

function resultOf({ methods }: AuthenticationReport, method: string): string | undefined {
  return methods.find((each) => each.method === method)?.result;
}

function hasAligned(
  { methods }: AuthenticationReport,
  method: string,
  result: string,
  domain: string,
): boolean {
  return methods.some(
    (each) => each.method === method && each.result === result && isAligned(each.domain, domain),
  );
}

/** Relaxed alignment (RFC 7489 section 3.1), without a list of public suffixes: one is the other or stands below it. */
function isAligned(given: string, wanted: string): boolean {
  const [one, other] = [toAscii(given), toAscii(wanted)];
  if (one === other) return true;
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return shorter.includes('.') && longer.endsWith(`.${shorter}`);
}

/** Servers write what has other letters as RFC 5890 has it, or as it stands. */
function toAscii(domain: string): string {
  return (/^[\w.-]*$/.test(domain) ? '' : domainToASCII(domain)) || domain;
}
