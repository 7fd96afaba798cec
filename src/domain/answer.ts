import { isSameAddress, normalizeAddress, uniqueAddresses } from './address.ts';
import type { Address, ParsedMessage } from './message.ts';
import { listReplyTo, type SenderDecision } from './sender.ts';

/** To whom an answer to a mail goes, decided once when it comes in. */
export interface Answer {
  /** Who wrote what it says: the customer whose mail an agent has forwarded, the visitor of a form, the one behind a list. */
  readonly author: Address | undefined;
  readonly to: readonly Address[];
  /** A list that the mail came through: it gets an answer only where somebody wishes so. */
  readonly offered: readonly Address[];
}

const inner: ReadonlySet<SenderDecision['because']> = new Set([
  'forwarded_by_agent',
  'contact_form',
  'via_list',
  'sender',
]);

/**
 * @param ownAddresses by `normalizeAddress`
 * @param customer whom a filter has named, instead of the one that the mail shows
 */
export function decideAnswer(
  message: Pick<ParsedMessage, 'from' | 'replyTo'> & {
    readonly clues: Pick<ParsedMessage['clues'], 'lists'>;
  },
  sender: SenderDecision,
  ownAddresses: readonly string[],
  customer: Address | undefined,
): Answer {
  const isOther = ({ address }: Address) => !ownAddresses.includes(normalizeAddress(address));
  const isList = ({ address }: Address) => message.clues.lists.includes(normalizeAddress(address));
  const asked = uniqueAddresses(listReplyTo(message)).filter(isOther);
  if (customer !== undefined || inner.has(sender.because)) {
    const author = customer ?? sender.customer;
    const to = author === undefined ? [] : [author];
    const others = sender.because === 'via_list' ? [...from(message), ...asked] : [];
    const offered = uniqueAddresses(others).filter(
      (each) => isOther(each) && !to.some(({ address }) => isSameAddress(address, each.address)),
    );
    return { author, to, offered };
  }
  const lists = asked.filter(isList);
  const persons = asked.filter((each) => !isList(each));
  // A list that asks for answers to all of its members is not asked by its author.
  const to = persons.length > 0 ? persons : from(message);
  return { author: message.from, to, offered: lists.filter((each) => !to.includes(each)) };
}

function from(message: Pick<ParsedMessage, 'from'>): Address[] {
  return message.from === undefined ? [] : [message.from];
}
