import { cleanLine } from './plain-text.ts';

/** The first entry whose pattern fits the enhanced status code or the server's words says the reason. */
const reasons: readonly (readonly [pattern: RegExp, sentence: string])[] = [
  [
    /^5\.1\.(?:1|10)$|recipientnotfound|user unknown|no such user|unknown user|does ?n.t exist|unknown recipient/i,
    'The address does not exist.',
  ],
  [
    /^[45]\.1\.2$|host (?:or domain name )?not found|domain .{0,80}not (?:exist|found)|nullmx|nxdomain/i,
    'The domain of the address does not exist or takes no mail.',
  ],
  [
    /^[45]\.1\.8$|^5\.7\.2[36]|\bdmarc\b|\bspf\b/i,
    'The recipient’s server could not verify that the mail really comes from our domain.',
  ],
  [/^5\.2\.1$|mailbox (?:is )?disabled|account .{0,40}(?:disabled|inactive)/i, 'The mailbox is closed.'],
  [/^[45]\.2\.2$|quota|mailbox (?:is )?full|over quota/i, 'The mailbox is full.'],
  [/^[45]\.(?:2\.3|3\.4)$|too (?:large|big)|size limit/i, 'The message is too large for the recipient.'],
  [
    /^5\.7\.1(?:33|24)|restricted|not authorized to send/i,
    'The recipient accepts mail from certain senders only.',
  ],
  [
    /spam|blocked using|blacklist|blocklist|reputation|banned/i,
    'The recipient’s server took the message for spam.',
  ],
  [
    /^5\.4\.(?:1|14|6)$|loop|hop count|relay access denied/i,
    'The recipient’s mail routing is misconfigured.',
  ],
  [
    /^4\.4\.7$|timed? ?out|expired|message delayed|retry timeout/i,
    'The recipient’s server could not be reached in time.',
  ],
  [/^4\.|greylist|try again later/i, 'The recipient’s server is refusing mail for the moment.'],
  [/^5\.7\.|policy|rejected|denied/i, 'The recipient’s server refused the message by its rules.'],
];

/** @returns one sentence for an enhanced status code (RFC 3463), with the server's own words where no rule knows better. */
export function explainStatus(code: string, diagnostic: string): string {
  const words = cleanLine(diagnostic.replace(/^(?:smtp|x-[\w-]+)\s*;\s*/i, '')).slice(0, 300);
  const known =
    reasons.find(([pattern]) => pattern.test(code)) ?? reasons.find(([pattern]) => pattern.test(words));
  if (known !== undefined) return known[1];
  return words === '' ? 'The server gave no reason.' : `The server said “${words}”.`;
}
