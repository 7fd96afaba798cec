import { type Answer, decideAnswer } from '../../domain/answer.ts';
import { type Authorship, findAuthorship, isAutomaticAnswer } from '../../domain/automatic.ts';
import type { DeliveryReport, ParsedMessage } from '../../domain/message.ts';
import { decideSender, type SenderDecision } from '../../domain/sender.ts';
import type { SenderCheck } from '../../domain/sender-check.ts';
import type { ThreadFacts } from '../../domain/threading.ts';
import { checkSenderOf } from './check-sender.ts';
import { decideByRules, type RuleDecision } from './decide-by-rules.ts';
import { listIdentities } from './list-identities.ts';
import type { IncomingMail, StoreContext } from './store-context.ts';

/** A message with all that can be said of it without the data file. */
export interface ReadMail {
  readonly mail: IncomingMail;
  /** Undefined when it could not be parsed; so are the rest. */
  readonly message: ParsedMessage | undefined;
  /** What it is known by; empty where it names nothing, or could not be parsed. */
  readonly identities: readonly string[];
  readonly author: Authorship | undefined;
  readonly sender: SenderDecision | undefined;
  readonly rules: RuleDecision | undefined;
  readonly facts: ThreadFacts | undefined;
  readonly senderCheck: SenderCheck | undefined;
  /** Undefined for everything that is no delivery report. */
  readonly bounce: DeliveryReport | undefined;
  readonly answer: Answer | undefined;
  /** An agent's answer to a mail that told of a ticket: a note, which moves nothing. */
  readonly isAside?: boolean;
}

/** @throws nothing that is not a fault of this program: the parser has made plain data of the mail */
export function readMail(mail: IncomingMail, context: StoreContext): ReadMail {
  if (mail.outcome.kind !== 'parsed') return { mail, ...unread };
  const { message } = mail.outcome;
  const { blockedSenders } = context.policy;
  const author = findAuthorship(message, { ...context.sender, blockedSenders });
  const senderCheck = checkSenderOf(message, context);
  const rules = decideByRules(message, { size: mail.size, verdict: senderCheck.verdict }, context.rules);
  const sender = decideSender(message, context.sender);
  return {
    mail,
    message,
    identities: listIdentities(message, context.thread.secret),
    author,
    sender: rules.customer === undefined ? sender : { ...sender, customer: rules.customer },
    rules,
    facts: listThreadFacts(message, { author, sender, senderCheck }),
    senderCheck,
    bounce: message.clues.report,
    answer: decideAnswer(message, sender, context.sender.ownAddresses, rules.customer),
  };
}

/** All that is known of a message that could not be parsed. */
const unread = {
  message: undefined,
  identities: [],
  author: undefined,
  sender: undefined,
  rules: undefined,
  facts: undefined,
  senderCheck: undefined,
  bounce: undefined,
  answer: undefined,
} as const;

/** Who else than From a message may be from, as far as it is no message of somebody else within it. */
const elsewhere: ReadonlySet<SenderDecision['because']> = new Set(['reply_to', 'via_list', 'sender']);

function listThreadFacts(
  message: ParsedMessage,
  found: { author: Authorship; sender: SenderDecision; senderCheck: SenderCheck },
): ThreadFacts {
  const { from, to, cc, subject, inReplyTo, references, clues } = message;
  const { author, sender, senderCheck } = found;
  return {
    from,
    to,
    cc,
    isFromHouse: sender.isFromUs || sender.isFromAgent,
    verdict: senderCheck.verdict,
    subject,
    inReplyTo,
    references,
    isAutomatic: isAutomaticAnswer(author),
    bounceOf: (clues.report ?? clues.receipt)?.originalIds ?? [],
    alsoFrom: elsewhere.has(sender.because) && sender.customer !== undefined ? [sender.customer.address] : [],
  };
}
