import { normalizeAddress } from './address.ts';
import type { Address, InnerSenders, ParsedMessage } from './message.ts';
import { findRobotAddress } from './robot.ts';

export interface SenderOptions {
  /** What a Reply-To field changes: nothing, who the customer is, or that with From's name kept. */
  readonly replyTo: 'off' | 'address' | 'address_with_from_name';
  /** Addresses that Postroom's groups send from; this list and the two that follow by `normalizeAddress`. */
  readonly ownAddresses: readonly string[];
  readonly agentAddresses: readonly string[];
  /** Senders whose mail is a form that somebody else filled in. */
  readonly formAddresses: readonly string[];
  /** Whether a message forwarded by an agent belongs to the person who wrote it. */
  readonly unwrapsForwards: boolean;
}

export interface SenderDecision {
  /** Undefined when no usable address stands anywhere. */
  readonly customer: Address | undefined;
  readonly because:
    | 'from'
    | 'reply_to'
    | 'forwarded_by_agent'
    | 'contact_form'
    | 'via_list'
    | 'sender'
    | 'none';
  /** The mail claims to come from an agent. From can be forged: it says who wrote, it grants nothing. */
  readonly isFromAgent: boolean;
  /** The mail comes from one of our own addresses: a copy of what we sent, or a loop. */
  readonly isFromUs: boolean;
}

export type SenderFacts = Pick<ParsedMessage, 'from' | 'sender' | 'replyTo'> & {
  readonly clues: InnerSenders;
};

/** Decides whose question a message is. */
export function decideSender(message: SenderFacts, options: SenderOptions): SenderDecision {
  const from = message.from ?? message.sender;
  const isFromUs = includes(options.ownAddresses, from?.address);
  const isFromAgent = includes(options.agentAddresses, from?.address);
  const decide = (customer: Address | undefined, because: SenderDecision['because']) => ({
    customer,
    because,
    isFromAgent,
    isFromUs,
  });
  const isForeign = (candidate: Address | undefined): candidate is Address =>
    candidate !== undefined && !includes(options.ownAddresses, candidate.address);
  const replyTo = listReplyTo(message).find(isForeign);

  if (includes(options.formAddresses, from?.address)) {
    const filledIn = replyTo ?? message.clues.form;
    if (isForeign(filledIn)) return decide(filledIn, 'contact_form');
  }
  if (isFromAgent && options.unwrapsForwards) {
    // Colleagues have passed it on among themselves, and have answered: it is about whoever is none of us.
    const isCustomer = (each: Address) => isForeign(each) && !includes(options.agentAddresses, each.address);
    const author = message.clues.forwarded.find(isCustomer);
    if (author !== undefined) return decide(author, 'forwarded_by_agent');
  }
  const { behindList } = message.clues;
  if (isForeign(behindList)) return decide(behindList, 'via_list');
  if (replyTo !== undefined && options.replyTo !== 'off' && replyTo.address !== from?.address) {
    const name = options.replyTo === 'address_with_from_name' ? from?.name || replyTo.name : replyTo.name;
    return decide({ name, address: replyTo.address }, 'reply_to');
  }
  if (message.from !== undefined) return decide(message.from, 'from');
  return message.sender === undefined ? decide(undefined, 'none') : decide(message.sender, 'sender');
}

/**
 * @returns whom a message asks to answer; a person who names an address that nobody reads, as whole companies do by mistake,
 * gets the answer himself
 */
export function listReplyTo({ from, replyTo }: Pick<ParsedMessage, 'from' | 'replyTo'>): readonly Address[] {
  const isRead = ({ address }: Address) => findRobotAddress(address)?.kind !== 'notification';
  return from !== undefined && isRead(from) ? replyTo.filter(isRead) : replyTo;
}

function includes(list: readonly string[], address: string | undefined): boolean {
  return address !== undefined && list.includes(normalizeAddress(address));
}
