import { describeProblem } from '../../../views/facts/delivery-words.ts';
import type { Article } from '../../db/article-read.ts';
import { listUndeliverable } from '../../db/bounces.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { findCustomerEmail } from '../../db/ticket-page.ts';
import { isSameAddress } from '../../domain/address.ts';
import { formatAddress, formatAddressList } from '../../domain/address-list.ts';
import type { Address } from '../../domain/message.ts';
import { type SuggestedRecipients, suggestRecipients } from '../../domain/reply.ts';
import type { WebContext } from '../context.ts';

/** What the address of the page asks for. */
interface Wanted {
  readonly onlySender: boolean;
  /** The list that the mail came through is to get the answer too. */
  readonly withList: boolean;
}

interface Suggestion {
  /** The mail that is answered. */
  readonly mail: Article | undefined;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Where the sender wants the answer, if that is not where the mail came from. */
  readonly elsewhere: string | undefined;
  /** Lists that get the answer only if somebody wishes so. */
  readonly offered: readonly Address[];
  readonly undeliverable: Awaited<ReturnType<typeof listUndeliverable>>;
}

/** Whom an answer to a mail goes to. @param own the addresses of the channels, which get none */
export async function suggest(
  web: WebContext,
  ticket: Ticket,
  mail: Article | undefined,
  { onlySender, withList }: Wanted,
  own: readonly string[],
): Promise<Suggestion> {
  if (mail === undefined)
    return { mail, to: [], cc: [], elsewhere: undefined, offered: [], undeliverable: [] };
  const all: SuggestedRecipients = suggestRecipients(mail, own);
  const { to, elsewhere, offered } = all;
  const cc = [...(onlySender ? [] : all.cc), ...(withList ? offered : [])];
  const addresses = [...to, ...cc].map(({ address }) => address.toLowerCase());
  // The customer may be known by Reply-To already, as with the forms of a web shop.
  const isCustomer =
    elsewhere !== undefined && isSameAddress(elsewhere.address, await findCustomerEmail(web.read, ticket));
  return {
    mail,
    to,
    cc,
    elsewhere: elsewhere === undefined || isCustomer ? undefined : formatAddress(elsewhere),
    offered: withList ? [] : offered,
    undeliverable: await listUndeliverable(web.read, addresses),
  };
}

/** What the form says beside the recipients. @param isShown whether its fields hold what is suggested */
export function describeSuggestion(
  ticket: Ticket,
  { mail, to, cc, elsewhere, offered, undeliverable }: Suggestion,
  isShown: boolean,
) {
  return {
    elsewhere,
    isAddressMissing: isShown && mail !== undefined && to.length === 0,
    crowd: isShown ? describeCrowd(ticket, mail, to.length + cc.length) : undefined,
    list: describeList(ticket, mail, offered),
    undeliverable: undeliverable.map(({ address, problem }) => ({
      address,
      reason: describeProblem(problem),
    })),
  };
}

/** So many are seen in the fields. */
const mostSeen = 8;

/** @returns how many get the answer, where the fields cannot show them, and where the form goes to the sender alone */
function describeCrowd(ticket: Ticket, mail: Article | undefined, count: number) {
  if (mail === undefined || count <= mostSeen) return undefined;
  return { count, url: `/tickets/${ticket.number}?answer=${mail.id}&to=sender#reply` };
}

/** @returns the list that the mail came through, and where the form goes to it too */
function describeList(ticket: Ticket, mail: Article | undefined, offered: readonly Address[]) {
  if (mail === undefined || offered.length === 0) return undefined;
  return {
    name: formatAddressList(offered),
    url: `/tickets/${ticket.number}?answer=${mail.id}&with=list#reply`,
  };
}
