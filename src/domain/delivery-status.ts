import type { DeliveryProblem, deliveryProblems } from './facts/delivery-problem.ts';
import { cleanLine } from './plain-text.ts';

/** The first entry whose pattern fits the enhanced status code or the server's words says the problem. */
const problems: readonly (readonly [pattern: RegExp, problem: (typeof deliveryProblems)[number]])[] = [
  [
    /^5\.1\.(?:1|10)$|recipientnotfound|user unknown|no such user|unknown user|does ?n.t exist|unknown recipient/i,
    'no_such_address',
  ],
  [
    /^[45]\.1\.2$|host (?:or domain name )?not found|domain .{0,80}not (?:exist|found)|nullmx|nxdomain/i,
    'no_such_domain',
  ],
  [/^[45]\.1\.8$|^5\.7\.2[36]|\bdmarc\b|\bspf\b/i, 'sender_not_verified'],
  [/^5\.2\.1$|mailbox (?:is )?disabled|account .{0,40}(?:disabled|inactive)/i, 'mailbox_closed'],
  [/^[45]\.2\.2$|quota|mailbox (?:is )?full|over quota/i, 'mailbox_full'],
  [/^[45]\.(?:2\.3|3\.4)$|too (?:large|big)|size limit/i, 'too_large'],
  [/^5\.7\.1(?:33|24)|restricted|not authorized to send/i, 'certain_senders_only'],
  [/spam|blocked using|blacklist|blocklist|reputation|banned/i, 'taken_for_spam'],
  [/^5\.4\.(?:1|14|6)$|loop|hop count|relay access denied/i, 'routing_misconfigured'],
  [/^4\.4\.7$|timed? ?out|expired|message delayed|retry timeout/i, 'not_reached_in_time'],
  [/^4\.|greylist|try again later/i, 'refusing_for_now'],
  [/^5\.7\.|policy|rejected|denied/i, 'refused_by_rules'],
];

/** @returns what an enhanced status code (RFC 3463) says, and the server's own words where no rule knows better */
export function findProblem(code: string, diagnostic: string): DeliveryProblem {
  const text = cleanLine(diagnostic.replace(/^(?:smtp|x-[\w-]+)\s*;\s*/i, '')).slice(0, 300);
  const known =
    problems.find(([pattern]) => pattern.test(code)) ?? problems.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return { code: known[1] };
  return text === '' ? { code: 'no_reason_given' } : { code: 'said', text };
}
